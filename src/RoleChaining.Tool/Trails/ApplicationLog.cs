using System.Globalization;
using System.Text.RegularExpressions;

namespace RoleChaining.Tool.Trails;

/// <summary>The hops in a log of an application: the messages <c>HopAssumed</c> and <c>HopDenied</c>, as text or as JSON.</summary>
internal sealed partial class ApplicationLog(IReadOnlyList<LoggedHop> hops)
{
    public IReadOnlyList<LoggedHop> Hops => hops;

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static ApplicationLog Read(string path)
    {
        List<LoggedHop> hops = [];
        try
        {
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;

                // Loggers that write JSON escape the arrow.
                string text = line.Replace("\\u003E", ">", StringComparison.OrdinalIgnoreCase);
                Match assumed = Assumed().Match(text);
                Match match = assumed.Success ? assumed : Denied().Match(text);
                if (match.Success)
                {
                    hops.Add(new LoggedHop(
                        number,
                        int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                        match.Groups["role"].Value,
                        match.Groups["name"].Value,
                        assumed.Success ? match.Groups["key"].Value : null,
                        match.Groups["request"].Value));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--log: {path} cannot be read: {e.Message}");
        }

        return new ApplicationLog(hops);
    }

    [GeneratedRegex(
        @"Hop (?<number>\d{1,3}) assumed: (?<role>arn:\S+) as (?<name>\S+)( \(\S+\))? in \S+, .*?\S+ -> (?<key>\w+), expires [^,]+, request (?<request>[\w-]+)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Assumed();

    [GeneratedRegex(
        @"Hop (?<number>\d{1,3}) denied: (?<role>arn:\S+) as (?<name>\S+) in \S+, by \S+, request (?<request>[\w-]+):",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Denied();
}
