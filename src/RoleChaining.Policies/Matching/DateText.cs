using System.Globalization;
using System.Text.RegularExpressions;

namespace RoleChaining.Matching;

/// <summary>
/// Dates as AWS compares them: to the millisecond, and what is smaller is cut off. ISO 8601 from a year on, with or without a zone, or
/// seconds since 1970.
/// </summary>
internal static partial class DateText
{
    private const long LastSecond = 253402300799;

    /// <summary>Milliseconds since 1970; null for a text that is no date.</summary>
    public static long? Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            && Math.Abs(seconds) <= LastSecond)
        {
            return seconds * 1000;
        }

        if (Iso().Match(text) is not { Success: true } match)
        {
            return null;
        }

        int Number(string group, int missing) =>
            match.Groups[group] is { Success: true } found
                ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
                : missing;

        string fraction = match.Groups["fraction"].Value.PadRight(3, '0')[..3];
        string date = string.Create(
            CultureInfo.InvariantCulture,
            $"{Number("year", 0):0000}-{Number("month", 1):00}-{Number("day", 1):00}T{Number("hour", 0):00}:{Number("minute", 0):00}:{Number("second", 0):00}.{fraction}");
        if (!DateTime.TryParseExact(
            date, "yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime utc))
        {
            return null;
        }

        int offset = (60 * Number("zoneHour", 0)) + Number("zoneMinute", 0);
        return new DateTimeOffset(utc).ToUnixTimeMilliseconds() - ((match.Groups["sign"].Value == "-" ? -offset : offset) * 60_000L);
    }

    // Not \d, which takes the digits of all scripts.
    [GeneratedRegex(
        @"^(?<year>[0-9]{4})(-(?<month>[0-9]{2})(-(?<day>[0-9]{2}))?)?([Tt](?<hour>[0-9]{2})(:?(?<minute>[0-9]{2})(:?(?<second>[0-9]{2})([.,](?<fraction>[0-9]+))?)?)?"
        + @"([Zz]|(?<sign>[+-])(?<zoneHour>[0-9]{2}):?(?<zoneMinute>[0-9]{2})?)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Iso();
}
