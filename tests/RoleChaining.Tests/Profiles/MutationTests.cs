using System.Globalization;
using Microsoft.Extensions.Options;
using RoleChaining.Planning;

namespace RoleChaining.Profiles;

/// <summary>Files that something has been done to: they are read or refused, and nothing else happens.</summary>
public sealed class MutationTests
{
    /// <summary>ROLE_CHAINING_MUTATIONS sets another number; 200,000 take some seconds.</summary>
    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_MUTATIONS"), CultureInfo.InvariantCulture, out int count) ? count : 10_000;

    private const string Original = """
        # accounts
        [default]
        aws_access_key_id = AKIAEXAMPLE
        aws_secret_access_key = s
        [profile hub]
        role_arn = arn:aws:iam::222222222222:role/HubRole
        source_profile = default
        role_session_name = alice-hub
        duration_seconds = 7200
        session_tags = Team = alpha, Cost=7
        transitive_session_tags = Team
        s3 =
          addressing_style = path

        [profile "my production"]
        role_arn: arn:aws:iam::333333333333:role/ProductionRole
        source_profile = hub
        external_id = x1
        mfa_serial = arn:aws:iam::111111111111:mfa/alice
        [profile sso]
        sso_session = s
        sso_account_id = 222222222222
        sso_role_name = Admin
        [sso-session s]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-west-1
        [profile tool]
        credential_process = tool
        [profile top]
        role_arn = arn:aws:iam::444444444444:role/Top
        source_profile = sso
        """;

    private static readonly string[] Pieces =
        ["[", "]", "=", "\n", "\r", "  ", "\t", "#", ";", "\"", "profile", "default", "role_arn", "source_profile = top", "source_profile", ":", ",", "\0", "\uFEFF", "é", "credential_source = Environment", "\u2028"];

    [Fact]
    public void A_mutated_file_is_read_or_refused()
    {
        Random random = new(20261124);
        (int read, int refused) = (0, 0);
        for (int i = 0; i < Count; i++)
        {
            string config = Mutate(Original, random);
            try
            {
                foreach (string profile in (string[])["default", "hub", "my production", "sso", "tool", "top", "gone"])
                {
                    ProfileErrors faults = new();
                    ProfileFiles files = ProfileFiles.Parse(config, random.Next(4) == 0 ? Mutate(Original, random) : "", faults);
                    ProfileChain chain = ProfileChain.Follow(profile, files, faults);
                    Assert.True(chain.Keys is not null || faults.Count > 0, config);
                    if (faults.Count > 0)
                    {
                        refused++;
                        Assert.All(faults.All, fault => Assert.Matches("[.?]$", fault));
                        continue;
                    }

                    read++;
                    Plan(chain);
                }
            }
            catch (Exception e) when (e is not OptionsValidationException)
            {
                Assert.Fail($"{e}\n{config}");
            }
        }

        Assert.True(read > Count / 10 && refused > Count / 10, $"{read} read, {refused} refused: the mutations are too weak or too strong.");
    }

    private static void Plan(ProfileChain chain)
    {
        RoleChainOptions options = new() { Profile = "x" };
        foreach (ProfileHop hop in chain.Hops)
        {
            options.Hops.Add(hop.Options);
        }

        foreach (ChainError fault in ChainPlanner.Validate(options, new RoleChainSourceOptions()))
        {
            _ = fault.HopNumber is { } number ? chain.Hops[number - 1].Explain(fault) : fault.Message;
        }
    }

    private static string Mutate(string text, Random random)
    {
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            int at = random.Next(text.Length + 1);
            int length = Math.Min(random.Next(12), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => text.Insert(at, text.Substring(random.Next(text.Length - length + 1), length)),
                3 when at < text.Length => $"{text[..at]}{(char)random.Next(0, 0x3000)}{text[(at + 1)..]}",
                _ => SwapLines(text, random),
            };
        }

        return text;
    }

    private static string SwapLines(string text, Random random)
    {
        string[] lines = text.Split('\n');
        (int a, int b) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return string.Join('\n', lines);
    }
}
