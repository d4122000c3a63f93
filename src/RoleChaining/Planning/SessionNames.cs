using System.Text;
using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>Session names that fit STS's pattern.</summary>
internal static class SessionNames
{
    /// <summary>The name of an application or a person, with <c>-</c> for each character that STS refuses, 2 to 64 characters.</summary>
    public static string FromText(string text)
    {
        StringBuilder name = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (name.Length == TextRule.SessionName.Longest)
            {
                break;
            }

            name.Append(TextRule.SessionName.Allows(rune) ? (char)rune.Value : '-');
        }

        return name.Length >= 2 ? name.ToString() : "role-chaining";
    }
}
