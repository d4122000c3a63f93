using System.Globalization;
using System.Text;

namespace RoleChaining.Trails;

/// <summary>The forms of time in records, as seconds since 1970. All are UTC.</summary>
internal static class EventTimes
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyyMMdd'T'HHmmss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz",
        "MMM d, yyyy, h:mm:ss tt", "MMM d, yyyy h:mm:ss tt",
    ];

    public static bool TryParse(ReadOnlySpan<byte> utf8, out long seconds)
    {
        if (TryParseUsual(utf8, out seconds))
        {
            return true;
        }

        // EKS writes seconds, with a fraction.
        string text = Encoding.UTF8.GetString(utf8).Replace('\u202F', ' ');
        const double Year3000 = 32_503_680_000;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
            && number is > 0 and < Year3000)
        {
            seconds = (long)number;
            return true;
        }

        bool isTime = DateTimeOffset.TryParseExact(
            text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        seconds = isTime ? time.ToUnixTimeSeconds() : 0;
        return isTime;
    }

    public static DateTimeOffset ToTime(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary><c>2026-11-20T12:00:00Z</c>, which nearly all are.</summary>
    internal static bool TryParseUsual(ReadOnlySpan<byte> utf8, out long seconds)
    {
        seconds = 0;
        if (utf8.Length != 20 || utf8[4] != '-' || utf8[7] != '-' || utf8[10] != 'T' || utf8[13] != ':' || utf8[16] != ':'
            || utf8[19] != 'Z')
        {
            return false;
        }

        int year = Digits(utf8[..4]), month = Digits(utf8[5..7]), day = Digits(utf8[8..10]);
        int hour = Digits(utf8[11..13]), minute = Digits(utf8[14..16]), second = Digits(utf8[17..19]);
        if (year < 1970 || month is < 1 or > 12 || day < 1 || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59
            || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return true;
    }

    private static int Digits(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = number * 10 + digit - '0';
        }

        return number;
    }
}
