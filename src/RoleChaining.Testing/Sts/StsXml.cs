using System.Globalization;
using System.Text;
using System.Xml;

namespace RoleChaining.Testing;

/// <summary>STS's documents.</summary>
internal static class StsXml
{
    public const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
    };

    public static WireResponse Success(string action, string requestId, Action<XmlWriter> result) => Write(200, xml =>
    {
        xml.WriteStartElement(action + "Response", Namespace);
        xml.WriteStartElement(action + "Result", Namespace);
        result(xml);
        xml.WriteEndElement();
        xml.WriteStartElement("ResponseMetadata", Namespace);
        Write(xml, "RequestId", requestId);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public static WireResponse Error(ServiceError error, string requestId) => Write(error.Status, xml =>
    {
        xml.WriteStartElement("ErrorResponse", Namespace);
        xml.WriteStartElement("Error", Namespace);
        Write(xml, "Type", error.Status < 500 ? "Sender" : "Receiver");
        Write(xml, "Code", error.Code);
        Write(xml, "Message", error.WireMessage);
        xml.WriteEndElement();
        Write(xml, "RequestId", requestId);
        xml.WriteEndElement();
    });

    /// <summary>The beginning of an answer that goes no further.</summary>
    public static WireResponse Fragment(string action) =>
        new(
            200,
            "text/xml",
            Encoding.UTF8.GetBytes($"<{action}Response xmlns=\"{Namespace}\"><{action}Result><Credentials><AccessKeyId>ASIA"));

    public static void Write(XmlWriter xml, string name, string value) => XmlText.Write(xml, name, Namespace, value);

    public static void WriteCredentials(XmlWriter xml, IssuedCredentials credentials)
    {
        xml.WriteStartElement("Credentials", Namespace);
        Write(xml, "AccessKeyId", credentials.AccessKeyId);
        Write(xml, "SecretAccessKey", credentials.SecretAccessKey);
        Write(xml, "SessionToken", credentials.SessionToken);
        Write(xml, "Expiration", credentials.Expiration.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    public static void WriteAssumedRoleUser(XmlWriter xml, LocalRole role, string sessionName)
    {
        xml.WriteStartElement("AssumedRoleUser", Namespace);
        Write(xml, "AssumedRoleId", role.RoleId + ":" + sessionName);
        Write(xml, "Arn", role.SessionArn(sessionName));
        xml.WriteEndElement();
    }

    private static WireResponse Write(int status, Action<XmlWriter> document)
    {
        using MemoryStream stream = new(1024);
        using (XmlWriter xml = XmlWriter.Create(stream, Settings))
        {
            document(xml);
        }

        return new(status, "text/xml", stream.ToArray());
    }
}
