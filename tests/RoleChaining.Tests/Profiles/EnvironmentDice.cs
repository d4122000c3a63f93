namespace RoleChaining.Profiles;

/// <summary>
/// What environment and profiles say besides, by dice: the profile asked for, regions, endpoints, FIPS, dual stack, and another's keys. Only
/// what botocore and AWS's reference read alike: the rest is in the table of the command's README.
/// </summary>
internal sealed class EnvironmentDice
{
    private readonly Random _random;

    public EnvironmentDice(int seed, ProfileGraph graph)
    {
        _random = new Random(~seed);
        Config = Spread(graph.Config);
        switch (_random.Next(3))
        {
            case 0:
                Variables["AWS_PROFILE"] = graph.Profile;
                break;
            case 1:
                Variables["AWS_DEFAULT_PROFILE"] = graph.Profile;
                break;
            default:
                Profile = graph.Profile;
                Maybe(4, "AWS_PROFILE", "e"); // the one that is asked for wins
                if (Dice(4))
                {
                    // Another's keys, which only credential_source = Environment may use.
                    (Variables["AWS_ACCESS_KEY_ID"], Variables["AWS_SECRET_ACCESS_KEY"]) = ("AKIAANOTHER", "another");
                }

                break;
        }

        Maybe(2, "AWS_DEFAULT_REGION", "us-east-2");
        Maybe(8, "AWS_ENDPOINT_URL", "https://environment.example");
        Maybe(8, "AWS_ENDPOINT_URL_STS", "https://sts.example");
        Maybe(8, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", Dice(2) ? "true" : "false");
        Maybe(10, "AWS_USE_FIPS_ENDPOINT", Dice(2) ? "true" : "false");
        Maybe(10, "AWS_USE_DUALSTACK_ENDPOINT", Dice(2) ? "true" : "false");
    }

    public string Config { get; }

    /// <summary>The profile asked for; null where a variable names it.</summary>
    public string? Profile { get; }

    public Dictionary<string, string> Variables { get; } = [];

    private string Spread(string config)
    {
        string end = config.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n";
        List<string> lines = [];
        string[] given = config.Split(end);
        for (int i = 0; i < given.Length; i++)
        {
            lines.Add(given[i]);
            if (given[i].StartsWith('[') && given[i].Contains(']', StringComparison.Ordinal))
            {
                string indent = i + 1 < given.Length && given[i + 1].StartsWith(' ') ? "  " : ""; // or the next line would continue ours
                Maybe(lines, 6, indent + "endpoint_url = https://profile.example");
                Maybe(lines, 8, indent + "services = local");
                Maybe(lines, 12, indent + "ignore_configured_endpoint_urls = true");
                Maybe(lines, 12, indent + "use_fips_endpoint = true");
                Maybe(lines, 12, indent + "use_dualstack_endpoint = true");
            }
        }

        return string.Join(end, [.. lines, "[services local]", "sts =", "  endpoint_url = https://services.example", ""]);
    }

    private void Maybe(List<string> lines, int sides, string line)
    {
        if (Dice(sides))
        {
            lines.Add(line);
        }
    }

    private void Maybe(int sides, string name, string value)
    {
        if (Dice(sides))
        {
            Variables[name] = value;
        }
    }

    private bool Dice(int sides) => _random.Next(sides) == 0;
}
