using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// The hops of a command line: <c>--hop ARN</c> begins one, and the options up to the next <c>--hop</c> belong to it. The parsed values
/// have lost this order, so the tokens are read.
/// </summary>
internal static class HopArguments
{
    public static readonly Option<string[]> Hop = new("--hop")
    {
        Description = "A role to assume, and again for the next; the options up to the next --hop are about it.", HelpName = "ARN",
    };

    private static readonly (Option Option, Action<RoleHopOptions, string> Apply)[] Settings =
    [
        (
            new Option<string[]>("--session-name") { Description = "The hop's session name.", HelpName = "NAME" },
            (hop, value) => hop.SessionName = value),
        (
            new Option<string[]>("--external-id") { Description = "The hop's external id.", HelpName = "ID" },
            (hop, value) => hop.ExternalId = value),
        (new Option<string[]>("--tag") { Description = "A session tag of the hop.", HelpName = "KEY=VALUE" }, AddTag),
        (
            new Option<string[]>("--transitive") { Description = "Keys of the hop's tags that all later hops inherit.", HelpName = "KEY,..." },
            MakeTransitive),
        (
            new Option<string[]>("--source-identity") { Description = "The source identity that the hop sets.", HelpName = "NAME" },
            (hop, value) => hop.SourceIdentity = value),
        (
            new Option<string[]>("--duration") { Description = "How long the hop's session lasts: seconds, 45m, 1h or 01:00:00.", HelpName = "TIME" },
            (hop, value) => hop.Duration = ParseDuration(value)),
        (
            new Option<string[]>("--mfa-serial") { Description = "The MFA device of who assumes the first hop.", HelpName = "SERIAL" },
            (hop, value) => hop.MfaSerialNumber = value),
        (
            new Option<string[]>("--hop-region") { Description = "The region whose STS issues the hop's session.", HelpName = "REGION" },
            (hop, value) => hop.Region = value),
    ];

    public static IEnumerable<Option> Options => [Hop, .. Settings.Select(setting => setting.Option)];

    /// <exception cref="UsageException">An option stands before the first hop, or its value is not valid.</exception>
    public static void Read(ParseResult arguments, IList<RoleHopOptions> hops)
    {
        string? option = null;
        List<(RoleHopOptions Hop, string Keys)> transitive = [];
        foreach (Token token in arguments.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                break;
            }

            if (token.Type != TokenType.Argument)
            {
                option = token.Type == TokenType.Option ? token.Value : null;
            }
            else if (option == Hop.Name)
            {
                hops.Add(new RoleHopOptions { RoleArn = token.Value });
            }
            else if (option is not null && Array.Find(Settings, setting => setting.Option.Name == option) is { Apply: { } apply })
            {
                RoleHopOptions hop = hops.LastOrDefault()
                    ?? throw new UsageException($"{option} stands before the first --hop; put it after the --hop that it is about.");
                if (option == "--transitive")
                {
                    transitive.Add((hop, token.Value)); // the hop's tags may come after this option
                }
                else
                {
                    apply(hop, token.Value);
                }
            }
        }

        foreach ((RoleHopOptions hop, string keys) in transitive)
        {
            MakeTransitive(hop, keys);
        }
    }

    /// <summary>Seconds, <c>45m</c>, <c>1h</c>, or <c>hh:mm:ss</c>.</summary>
    public static TimeSpan ParseDuration(string text)
    {
        const int Longest = 1_000_000; // in any unit: STS's limit is far lower, and a TimeSpan can hold it
        if (text is [.. var digits, var unit] && unit is 's' or 'm' or 'h'
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= Longest)
        {
            return unit switch { 's' => TimeSpan.FromSeconds(count), 'm' => TimeSpan.FromMinutes(count), _ => TimeSpan.FromHours(count) };
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan time) ? time
            : throw new UsageException($"\"{text}\" is not a duration; write seconds (3600), 45m, 1h or 01:00:00.");
    }

    private static void AddTag(RoleHopOptions hop, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException("A --tag is without its key or =; write --tag KEY=VALUE.");
        }

        hop.Tags.Add(text[..equals], text[(equals + 1)..]);
    }

    private static void MakeTransitive(RoleHopOptions hop, string keys)
    {
        foreach (string key in keys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            SessionTag tag = hop.Tags.FirstOrDefault(tag => tag.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"--transitive names \"{key}\", which is no --tag of {hop.RoleArn}; add --tag {key}=VALUE.");
            tag.Transitive = true;
        }
    }
}
