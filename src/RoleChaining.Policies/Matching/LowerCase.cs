using System.Globalization;
using System.Text;

namespace RoleChaining.Matching;

/// <summary>
/// Lower case as AWS was recorded to compare it: Unicode's full mapping with the final sigma, and only for letters of the Basic
/// Multilingual Plane.
/// </summary>
internal static class LowerCase
{
    private const char Sigma = '\u03A3';
    private const char FinalSigma = '\u03C2';

    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        StringBuilder lower = new(text.Length + 4);
        for (int i = 0; i < text.Length; i++)
        {
            lower.Append(text[i] switch
            {
                '\u0130' => "i\u0307", // the one letter whose lower case is two characters
                Sigma when IsFinal(text, i) => FinalSigma.ToString(),
                '\u212A' => "k",
                '\u2126' => "\u03C9",
                '\u212B' => "\u00E5",
                '\u1E9E' => "\u00DF",
                char c => char.ToLowerInvariant(c).ToString(),
            });
        }

        return lower.ToString();
    }

    // A letter stands before it in the same word, and none behind it.
    private static bool IsFinal(string text, int position) =>
        FindLetter(text, position, forward: false) && !FindLetter(text, position, forward: true);

    private static bool FindLetter(string text, int position, bool forward)
    {
        int i = forward ? position + 1 : position - 1;
        while (i >= 0 && i < text.Length)
        {
            if (!forward && char.IsLowSurrogate(text[i]) && i > 0)
            {
                i--;
            }

            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                return false;
            }

            if (!IsIgnored(rune))
            {
                return IsCased(rune);
            }

            i += forward ? rune.Utf16SequenceLength : -1;
        }

        return false;
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    // Unicode's Case_Ignorable, without its rare members.
    private static bool IsIgnored(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || rune.Value is '\'' or '.' or ':' or '\u00B7' or '\u2018' or '\u2019' or '\u2024' or '\u2027';
}
