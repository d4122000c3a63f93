using System.Globalization;
using System.Text;

namespace RoleChaining.Text;

/// <summary>
/// How long a text may be and of which characters: the limits of the
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole API</see>. Lengths are in Unicode
/// code points, as AWS counts. <c>\w</c> of AWS's patterns is ASCII.
/// </summary>
internal sealed record TextRule(int Shortest, int Longest, string Characters, Func<Rune, bool> Allows)
{
    private const string Name = "letters, digits and _+=,.@-";
    private const string Tag = "letters, digits, spaces and _.:/=+-@";

    public static readonly TextRule RoleName = new(1, 64, Name, IsName);
    public static readonly TextRule PolicyName = new(1, 128, Name, IsName);
    public static readonly TextRule SessionName = new(2, 64, Name, IsName);
    public static readonly TextRule SourceIdentity = new(2, 64, Name, IsName);
    public static readonly TextRule ExternalId = new(2, 1224, "letters, digits and _+=,.@:/-", IsNameOrPath);
    public static readonly TextRule MfaSerialNumber = new(9, 256, "letters, digits and _+=,.@:/-", IsNameOrPath);
    public static readonly TextRule TagKey = new(1, 128, Tag, IsTag);
    public static readonly TextRule TagValue = new(0, 256, Tag, IsTag);
    public static readonly TextRule ProviderArn = new(20, 2048, "no control characters", rune => !Rune.IsControl(rune));
    public static readonly TextRule ContextAssertion = new(4, 2048, "any characters", _ => true);
    public static readonly TextRule Policy = new(1, int.MaxValue, "tabs, line ends and characters up to U+00FF", IsPolicy);

    /// <summary>The first error without the value, as the rest of a sentence that begins with the value.</summary>
    public string? Error(string value) => LengthError(value) ?? CharacterError(value, naming: true);

    /// <summary>Every error of a value. A secret value is described by its length and the position of the character only.</summary>
    public IEnumerable<string> FindErrors(string value, bool secret)
    {
        string?[] errors = [LengthError(value), CharacterError(value, naming: !secret)];
        return errors.OfType<string>().Select(error => secret ? error : $"is {Quoted.Text(value)} and {error}");
    }

    private string? LengthError(string value)
    {
        int length = 0;
        foreach (Rune _ in value.EnumerateRunes())
        {
            length++;
        }

        return length < Shortest || length > Longest
            ? $"has {length} {(length == 1 ? "character" : "characters")}; AWS takes {Shortest} to {Longest}"
            : null;
    }

    private string? CharacterError(string value, bool naming)
    {
        int position = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            position++;
            if (!Allows(rune))
            {
                return $"has {(naming ? Quoted.Character(rune) : "a wrong character")} at position {position}; AWS takes {Characters}";
            }
        }

        return null;
    }

    private static bool IsName(Rune rune) =>
        rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "_+=,.@-".Contains((char)rune.Value, StringComparison.Ordinal));

    private static bool IsNameOrPath(Rune rune) => IsName(rune) || rune.Value is ':' or '/';

    // [\p{L}\p{Z}\p{N}_.:/=+\-@]
    private static bool IsTag(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => true,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => true,
        _ => rune.Value is '_' or '.' or ':' or '/' or '=' or '+' or '-' or '@',
    };

    // [\u0009\u000A\u000D\u0020-\u00FF]
    private static bool IsPolicy(Rune rune) => rune.Value is '\t' or '\n' or '\r' or (>= ' ' and <= '\u00FF');
}
