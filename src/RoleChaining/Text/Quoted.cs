using System.Globalization;
using System.Text;

namespace RoleChaining.Text;

/// <summary>
/// Values as they stand in messages: in quotes, on one line, and not endless, because some come from files and services. What stands on
/// further lines is left out: in a shared AWS file an indented line continues the value before it, and may be a secret of its own.
/// </summary>
internal static class Quoted
{
    public static string Text(string value, int longest = 128)
    {
        int end = value.AsSpan().IndexOfAny('\r', '\n') + 1;
        return end == 0 || end == value.Length ? AllLines(value, longest)
            : end > longest ? AllLines(value[..end], longest)
            : $"{AllLines(value[..end], longest)[..^1]}...\"";
    }

    /// <summary>A text that is not of a file.</summary>
    public static string AllLines(string value, int longest)
    {
        StringBuilder text = new("\"");
        foreach (char c in value.AsSpan(0, Math.Min(value.Length, longest)))
        {
            _ = char.IsControl(c) ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : text.Append(c);
        }

        return value.Length <= longest ? $"{text}\"" : $"{text}...\" ({value.Length} characters)";
    }

    /// <summary>A value without quotes, for where it is to be written.</summary>
    public static string FirstLine(string value) => value.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? value[..end] : value;

    /// <summary>A visible ASCII character in quotes, anything else by its code point: look-alikes and spaces must be told apart.</summary>
    public static string Character(Rune character) =>
        character.Value is > ' ' and < '\u007F'
            ? $"'{character}'"
            : $"U+{character.Value:X4}{(character.Value == ' ' ? " (a space)" : "")}";
}
