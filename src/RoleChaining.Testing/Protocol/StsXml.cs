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
        // A message repeats what the caller sent, which may hold characters XML has no place for: they become entities, as AWS writes them.
        CheckCharacters = false,
    };

    public static WireResponse Success(string action, string requestId, Action<XmlWriter> result) => Write(200, xml =>
    {
        xml.WriteStartElement(action + "Response", Namespace);
        xml.WriteStartElement(action + "Result", Namespace);
        result(xml);
        xml.WriteEndElement();
        xml.WriteStartElement("ResponseMetadata", Namespace);
        xml.WriteElementString("RequestId", Namespace, requestId);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public static WireResponse Error(ServiceError error, string requestId) => Write(error.Status, xml =>
    {
        xml.WriteStartElement("ErrorResponse", Namespace);
        xml.WriteStartElement("Error", Namespace);
        xml.WriteElementString("Type", Namespace, error.Status < 500 ? "Sender" : "Receiver");
        xml.WriteElementString("Code", Namespace, error.Code);
        xml.WriteElementString("Message", Namespace, error.WireMessage);
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", Namespace, requestId);
        xml.WriteEndElement();
    });

    /// <summary>The beginning of an answer that goes no further.</summary>
    public static WireResponse Fragment(string action) =>
        new(200, "text/xml", Encoding.UTF8.GetBytes($"<{action}Response xmlns=\"{Namespace}\"><{action}Result><Credentials><AccessKeyId>ASIA"));

    public static void WriteCredentials(XmlWriter xml, IssuedCredentials credentials)
    {
        xml.WriteStartElement("Credentials", Namespace);
        xml.WriteElementString("AccessKeyId", Namespace, credentials.AccessKeyId);
        xml.WriteElementString("SecretAccessKey", Namespace, credentials.SecretAccessKey);
        xml.WriteElementString("SessionToken", Namespace, credentials.SessionToken);
        xml.WriteElementString("Expiration", Namespace, credentials.Expiration.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    public static void WriteAssumedRoleUser(XmlWriter xml, LocalRole role, string sessionName)
    {
        xml.WriteStartElement("AssumedRoleUser", Namespace);
        xml.WriteElementString("AssumedRoleId", Namespace, role.RoleId + ":" + sessionName);
        xml.WriteElementString("Arn", Namespace, role.SessionArn(sessionName));
        xml.WriteEndElement();
    }

    private static WireResponse Write(int status, Action<XmlWriter> document)
    {
        using MemoryStream stream = new(1024);
        using (XmlWriter xml = XmlWriter.Create(stream, Settings))
            document(xml);
        return new(status, "text/xml", stream.ToArray());
    }
}
