using System.Xml;
using System.Xml.Linq;

namespace RoleChaining.Testing;

/// <summary>The XML bodies of S3's requests.</summary>
internal static class S3Document
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 4 * 1024 * 1024,
    };

    /// <exception cref="ServiceError">It is no such document.</exception>
    public static XElement Read(ReadOnlyMemory<byte> content, string root)
    {
        try
        {
            using MemoryStream stream = new(content.ToArray());
            using XmlReader reader = XmlReader.Create(stream, Settings);
            XElement? element = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root;
            return element?.Name.LocalName == root ? element : throw S3Errors.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    public static IEnumerable<XElement> Children(XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    public static string? Text(XElement element, string name) => Children(element, name).FirstOrDefault()?.Value;
}
