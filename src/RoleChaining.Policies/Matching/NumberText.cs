using System.Globalization;

namespace RoleChaining.Matching;

/// <summary>Numbers of a condition: exact, integer or decimal.</summary>
internal static class NumberText
{
    /// <summary>Null for a text that is no number.</summary>
    public static decimal? Parse(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out decimal number)
            ? number
            : null;
}
