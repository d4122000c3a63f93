using System.Globalization;
using System.Text;

namespace RoleChaining.Text;

/// <summary>Values as they stand in messages: in quotes, on one line, and not endless, because some come from files and services.</summary>
internal static class Quoted
{
    public static string Text(string value, int longest = 128)
    {
        StringBuilder text = new("\"");
        foreach (char c in value.AsSpan(0, Math.Min(value.Length, longest)))
        {
            _ = char.IsControl(c) ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : text.Append(c);
        }

        return value.Length <= longest ? $"{text}\"" : $"{text}...\" ({value.Length} characters)";
    }

    /// <summary>A visible ASCII character in quotes, anything else by its code point: look-alikes and spaces must be told apart.</summary>
    public static string Character(Rune character) =>
        character.Value is > ' ' and < '\u007F'
            ? $"'{character}'"
            : $"U+{character.Value:X4}{(character.Value == ' ' ? " (a space)" : "")}";
}
