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

    public static WireResponse Fragment() =>
        new(200, "application/xml", Encoding.UTF8.GetBytes($"<ListAllMyBucketsResult xmlns=\"{Namespace}\"><Owner><ID>"));

    private static WireResponse Write(int status, Action<XmlWriter> document)
    {
        using MemoryStream stream = new(512);
        using (XmlWriter xml = XmlWriter.Create(stream, Settings))
            document(xml);
        return new(status, "application/xml", stream.ToArray());
    }
}
