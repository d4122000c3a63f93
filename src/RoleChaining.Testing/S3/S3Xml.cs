using System.Globalization;
using System.Text;
using System.Xml;

namespace RoleChaining.Testing;

/// <summary>S3's documents.</summary>
internal static class S3Xml
{
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    public static WireResponse Success(string root, Action<XmlWriter> content) => Write(200, xml =>
    {
        xml.WriteStartElement(root, Namespace);
        content(xml);
        xml.WriteEndElement();
    });

    public static WireResponse Error(ServiceError error, Exchange exchange)
    {
        WireResponse response = Write(error.Status, xml =>
        {
            xml.WriteStartElement("Error");
            XmlText.Write(xml, "Code", null, error.Code);
            XmlText.Write(xml, "Message", null, error.WireMessage);
            XmlText.Write(xml, "Resource", null, exchange.Request.Path);
            XmlText.Write(xml, "RequestId", null, exchange.RequestId);
            XmlText.Write(xml, "HostId", null, exchange.RequestId);
            xml.WriteEndElement();
        });

        // An answer to HEAD has no body, whatever went wrong.
        return exchange.Request.Method == "HEAD" ? new WireResponse(error.Status, null, default) : response;
    }

    public static void Write(XmlWriter xml, string name, string value) => XmlText.Write(xml, name, Namespace, value);

    /// <summary>What an answer to a copy says of what was made.</summary>
    public static void WriteObject(XmlWriter xml, StoredObject stored)
    {
        Write(xml, "LastModified", Time(stored.LastModified));
        Write(xml, "ETag", stored.ETag);
        S3Checksums.Write(xml, stored.Checksum);
    }

    /// <summary>A key in a listing, encoded where the client asked for that.</summary>
    public static string Key(string key, bool encode) =>
        encode ? Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal) : key;

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static WireResponse Fragment() =>
        new(200, "application/xml", Encoding.UTF8.GetBytes($"<ListAllMyBucketsResult xmlns=\"{Namespace}\"><Owner><ID>"));

    private static WireResponse Write(int status, Action<XmlWriter> document)
    {
        using MemoryStream stream = new(512);
        using (XmlWriter xml = XmlWriter.Create(stream, Settings))
        {
            document(xml);
        }

        return new(status, "application/xml", stream.ToArray());
    }
}
