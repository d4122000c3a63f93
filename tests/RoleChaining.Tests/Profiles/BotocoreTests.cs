using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Microsoft.Extensions.Options;
using RoleChaining.Outside;

namespace RoleChaining.Profiles;

/// <summary>
/// botocore and the library follow the same files in the same environment: the same identity, endpoint, region and calls, or an error from
/// both, or a difference that the table in the command's README tells.
/// </summary>
[Collection(nameof(ProfileChainTests))]
public sealed partial class BotocoreTests : IDisposable
{
    /// <summary>ROLE_CHAINING_BOTOCORE sets another number.</summary>
    private static readonly int Cases =
        int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_BOTOCORE"), CultureInfo.InvariantCulture, out int count) ? count : 300;

    /// <summary>ROLE_CHAINING_BOTOCORE_FIRST begins with another seed.</summary>
    private static readonly int First =
        int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_BOTOCORE_FIRST"), CultureInfo.InvariantCulture, out int first) ? first : 0;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly SharedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Generated_profiles_and_environments_lead_to_the_same_identity_endpoint_region_and_calls()
    {
        using BotocoreReader botocore = await BotocoreReader.StartOrSkipAsync(Token);
        string answer = Path.Combine(_files.Folder, "answer.json");
        await File.WriteAllTextAsync(answer, """{"Version":1,"AccessKeyId":"AKIAALICE","SecretAccessKey":"secret"}""", Token);
        Dictionary<string, int> counts = [];
        List<string> differences = [];
        for (int seed = First; seed < First + Cases; seed++)
        {
            ProfileGraph graph = new(seed, ("AKIAALICE", "secret"), $"cat {answer}");
            EnvironmentDice dice = new(seed, graph);
            (_files.Config, _files.Credentials) = (dice.Config, graph.Credentials);
            Outcome theirs = await AskAsync(botocore, dice);
            Outcome ours = await FollowAsync(dice);
            string kind = theirs.Is(ours) ? ours.Error is null ? "the same" : "refused by both" : Row(dice, theirs, ours) ?? "different";
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            if (kind == "different" && differences.Count < 20)
            {
                differences.Add($"seed {seed}: {dice.Profile} {string.Join(' ', dice.Variables)}\n{graph.Profile} in\n{dice.Config}\n--- credentials\n{graph.Credentials}\nbotocore: {theirs}\nlibrary: {ours}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Cases} cases from seed {First}: {string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}"))}.");
        Assert.True(differences.Count == 0, $"{counts.GetValueOrDefault("different")} of {Cases} differ:\n\n{string.Join("\n\n", differences)}");
        Assert.True(counts["the same"] > Cases / 10 && counts["refused by both"] > 0, "The dice are loaded.");
    }

    /// <summary>The row of the README's table that tells the difference; null where none does.</summary>
    private static string? Row(EnvironmentDice dice, Outcome theirs, Outcome ours)
    {
        bool hasRegion = dice.Variables.ContainsKey("AWS_DEFAULT_REGION");
        bool isError = theirs.Error?.StartsWith("NoRegionError", StringComparison.Ordinal) == true && ours.Error is null;
        return !hasRegion && (isError || WithoutRegion(theirs).Is(WithoutRegion(ours)))
            ? "with a region of our own, where the environment and the profile asked for have none"
            : null;
    }

    private static Outcome WithoutRegion(Outcome outcome) => outcome with { Calls = [.. outcome.Calls.Select(call => Region().Replace(call, " at AWS: "))] };

    [GeneratedRegex(@" at sts(-fips)?(\.[a-z0-9-]+)?\.(amazonaws\.com|api\.aws) in [a-z0-9-]+: ")]
    private static partial Regex Region();

    private static async Task<Outcome> AskAsync(BotocoreReader botocore, EnvironmentDice dice)
    {
        Dictionary<string, string> variables = new(dice.Variables)
        {
            ["AWS_CONFIG_FILE"] = Environment.GetEnvironmentVariable("AWS_CONFIG_FILE")!,
            ["AWS_SHARED_CREDENTIALS_FILE"] = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE")!,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        JsonNode answer = await botocore.FollowAsync(dice.Profile, variables, Token);
        return new Outcome(
            (string?)answer["error"],
            (string?)answer["key"],
            [.. answer["calls"]!.AsArray().Select(call => Describe(
                new Uri((string)call!["url"]!), (string)call["signer"]!, (string)call["region"]!,
                call["form"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!)))]);
    }

    private async Task<Outcome> FollowAsync(EnvironmentDice dice)
    {
        string[] names = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_STS", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"];
        foreach (string name in names)
        {
            _files.Variables[name] = dice.Variables.GetValueOrDefault(name);
        }

        Sent sent = new();
        try
        {
            using ChainedAWSCredentials credentials = RoleChainBuilder.FromProfile(dice.Profile)
                .WithStsClientConfig(config => config.HttpClientFactory = sent).WithRetry(retry => retry.MaxAttempts = 1).Build();
            return new Outcome(null, (await credentials.GetCredentialsAsync(Token)).AccessKey, [.. sent.Calls]);
        }
        catch (Exception e) when (e is OptionsValidationException or RoleChainException)
        {
            return new Outcome(e.Message, null, [.. sent.Calls]);
        }
    }

    // Without a name, each reader makes up its own; botocore asks for an hour, which is STS's default.
    private static string Describe(Uri address, string signer, string region, Dictionary<string, string> form)
    {
        string name = form["RoleSessionName"] is var given && given.StartsWith("session-", StringComparison.Ordinal) ? given : "*";
        return $"{signer} at {address.Host} in {region}: {form["RoleArn"]} as {name}, {form.GetValueOrDefault("DurationSeconds", "3600")}, {form.GetValueOrDefault("ExternalId")}";
    }

    private sealed record Outcome(string? Error, string? Key, IReadOnlyList<string> Calls)
    {
        public bool Is(Outcome other) => Error is null == other.Error is null && (Error is not null || (Key == other.Key && Calls.SequenceEqual(other.Calls)));

        public override string ToString() => $"{Error ?? Key}\n{string.Join('\n', Calls)}";
    }

    /// <summary>Answers as STS does, and keeps what it was asked.</summary>
    private sealed class Sent : HttpClientFactory
    {
        public List<string> Calls { get; } = [];

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(Calls));

        private sealed class Handler(List<string> calls) : HttpMessageHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                string body = await request.Content!.ReadAsStringAsync(cancellationToken);
                string[] scope = request.Headers.GetValues("Authorization").Single().Split("Credential=")[1].Split('/');
                calls.Add(Describe(
                    request.RequestUri!, scope[0], scope[2],
                    body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')))));
                return new HttpResponseMessage(System.Net.HttpStatusCode.OK)
                {
                    Content = new StringContent($"""
                        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                        <AccessKeyId>ASIAISSUED{calls.Count}</AccessKeyId><SecretAccessKey>issued</SecretAccessKey><SessionToken>issued</SessionToken>
                        <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/R/s</Arn>
                        <AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>
                        """),
                };
            }
        }
    }
}
