using System.Globalization;
using System.Text;

namespace RoleChaining.Trails;

/// <summary>
/// Texts of records, which their callers chose in part, without what would steer a terminal or turn a line round: control and format
/// characters are replaced.
/// </summary>
internal static class PlainText
{
    private const char Replacement = '\uFFFD';

    public static string Read(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8);
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Create(text.Length, text, Write) : text;
    }

    private static void Write(Span<char> plain, string text)
    {
        for (int i = 0; i < plain.Length; i++)
        {
            plain[i] = char.GetUnicodeCategory(text[i]) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? Replacement : text[i];
        }
    }
}
