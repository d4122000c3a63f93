using System.Buffers;
using System.Text;
using System.Xml;

namespace RoleChaining.Testing;

/// <summary>Writes text from a caller into XML, which has no place for some characters: those become U+FFFD.</summary>
internal static class XmlText
{
    public static void Write(XmlWriter xml, string name, string? @namespace, string value) =>
        xml.WriteElementString(name, @namespace, IsClean(value) ? value : Clean(value));

    private static bool IsClean(string value)
    {
        foreach (char c in value)
        {
            if (!XmlConvert.IsXmlChar(c))
            {
                return false;
            }
        }

        return true;
    }

    private static string Clean(string value)
    {
        StringBuilder clean = new(value.Length);
        ReadOnlySpan<char> rest = value;
        while (!rest.IsEmpty)
        {
            bool whole = Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == OperationStatus.Done;
            clean.Append(whole && (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)) ? rune.ToString() : "\uFFFD");
            rest = rest[length..];
        }

        return clean.ToString();
    }
}
