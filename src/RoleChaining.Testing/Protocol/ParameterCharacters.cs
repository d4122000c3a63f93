using System.Buffers;
using System.Globalization;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>The character classes of STS's model, and the patterns AWS prints when a value strays from them.</summary>
internal static class ParameterCharacters
{
    public const string NamePattern = @"[\w+=,.@-]*";
    public const string ArnPattern = @"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+";
    public const string ExternalIdPattern = @"[\w+=,.@:\/-]*";
    public const string SerialPattern = @"[\w+=/:,.@-]*";
    public const string DigitPattern = @"[\d]*";
    public const string PolicyPattern = @"[\u0009\u000A\u000D\u0020-\u00FF]+";
    public const string TagKeyPattern = @"[\p{L}\p{Z}\p{N}_.:/=+\-@]+";
    public const string TagValuePattern = @"[\p{L}\p{Z}\p{N}_.:/=+\-@]*";
    public const string WordPattern = @"[\w]*";

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

    public static readonly SearchValues<char> Word = SearchValues.Create(Letters);
    public static readonly SearchValues<char> Name = SearchValues.Create(Letters + "+=,.@-");
    public static readonly SearchValues<char> ExternalId = SearchValues.Create(Letters + "+=,.@:/-");
    public static readonly SearchValues<char> Serial = SearchValues.Create(Letters + "+=/:,.@-");
    public static readonly SearchValues<char> Digit = SearchValues.Create("0123456789");

    public static bool IsArnText(string value)
    {
        foreach (char c in value)
        {
            if (c is not ('\t' or '\n' or '\r' or (>= ' ' and <= '~') or '\u0085' or (>= '\u00A0' and <= '\uFFFD')))
            {
                return false;
            }
        }

        return value.Length > 0;
    }

    public static bool IsPolicyText(string value)
    {
        foreach (char c in value)
        {
            if (c is not ('\t' or '\n' or '\r' or (>= ' ' and <= '\u00FF')))
            {
                return false;
            }
        }

        return value.Length > 0;
    }

    public static bool IsTagText(string value)
    {
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (Rune.IsLetter(rune) || "_.:/=+-@".Contains((char)rune.Value, StringComparison.Ordinal) && rune.IsBmp)
            {
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                return false;
            }
        }

        return true;
    }
}
