using System.Globalization;
using Amazon.Runtime;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;
using RoleChaining.Outside;
using RoleChaining.Testing;

namespace RoleChaining.Profiles;

/// <summary>The AWS CLI and the library follow the same files: the same calls to STS, or an error from both.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class AwsCliTests : IDisposable
{
    /// <summary>ROLE_CHAINING_GRAPHS sets another number; each takes the CLI about a second.</summary>
    private static readonly int Graphs =
        int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_GRAPHS"), CultureInfo.InvariantCulture, out int count) ? count : 12;

    /// <summary>ROLE_CHAINING_SEED sets another first seed.</summary>
    private static readonly int FirstSeed =
        int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 160;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly SharedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Generated_profiles_lead_to_the_same_calls_or_to_an_error_from_both()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        ImmutableCredentials alice = await PrepareAsync(sts);
        string answer = Path.Combine(_files.Folder, "answer.json");
        await File.WriteAllTextAsync(answer, $$"""{"Version":1,"AccessKeyId":"{{alice.AccessKey}}","SecretAccessKey":"{{alice.SecretKey}}"}""", Token);
        (int same, int refused) = (0, 0);
        List<string> differences = [];
        for (int seed = FirstSeed; seed < FirstSeed + Graphs; seed++)
        {
            ProfileGraph graph = new(seed, (alice.AccessKey, alice.SecretKey), $"cat {answer}");
            (_files.Config, _files.Credentials) = (graph.Config, graph.Credentials);
            (bool cliSucceeds, string[] cliCalls, string cliError) = await RunCliAsync(sts, graph.Profile);
            (bool succeeds, string[] calls, string error) = await RunLibraryAsync(sts, graph.Profile);
            if (cliSucceeds != succeeds || (succeeds && !cliCalls.SequenceEqual(calls)))
            {
                differences.Add($"seed {seed}: {graph}\nCLI: {cliError}\n{string.Join('\n', cliCalls)}\nlibrary: {error}\n{string.Join('\n', calls)}");
            }

            same += succeeds ? 1 : 0;
            refused += succeeds ? 0 : 1;
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {Graphs} differ:\n\n{string.Join("\n\n", differences)}");
        Assert.True(same > 0 && refused > 0, $"{same} followed, {refused} refused: the dice are loaded.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Graphs} graphs: {same} followed alike, {refused} refused by both.");
    }

    private static async Task<ImmutableCredentials> PrepareAsync(LocalSts sts)
    {
        LocalUser alice = sts.AddUser("111111111111", "alice");
        for (int account = 2; account < 5; account++)
        {
            for (int role = 0; role < 4; role++)
            {
                sts.AddRole($"arn:aws:iam::{account}00000000000:role/Role{role}", Policy.Trust("*"), Policy.AllowAll, TimeSpan.FromHours(2));
            }
        }

        return await alice.Credentials.GetCredentialsAsync();
    }

    private async Task<(bool Succeeds, string[] Calls, string Error)> RunCliAsync(LocalSts sts, string profile)
    {
        sts.ClearCalls();
        string home = Directory.CreateTempSubdirectory().FullName;
        AwsCliResult result = await AwsCli.RunOrSkipAsync(
            new Dictionary<string, string>
            {
                ["HOME"] = home,
                ["AWS_CONFIG_FILE"] = _files.ConfigPath,
                ["AWS_SHARED_CREDENTIALS_FILE"] = _files.CredentialsPath,
                ["AWS_ENDPOINT_URL"] = sts.Endpoint.ToString(),
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["AWS_DEFAULT_REGION"] = "eu-west-1",
                ["AWS_MAX_ATTEMPTS"] = "1",
            },
            Token,
            "sts", "get-caller-identity", "--profile", profile);
        Directory.Delete(home, recursive: true);
        return (result.ExitCode == 0, Calls(sts), result.Error.Trim());
    }

    private static async Task<(bool Succeeds, string[] Calls, string Error)> RunLibraryAsync(LocalSts sts, string profile)
    {
        sts.ClearCalls();
        try
        {
            using ChainedAWSCredentials credentials = RoleChainBuilder.FromProfile(profile).WithStsClientConfig(sts.Configure).WithRetry(retry => retry.MaxAttempts = 1).Build();
            await credentials.WarmUpAsync(Token);
            return (true, Calls(sts), "");
        }
        catch (Exception e) when (e is OptionsValidationException or RoleChainException)
        {
            return (false, Calls(sts), e.Message);
        }
    }

    private static string[] Calls(LocalSts sts) => [.. sts.Calls
        .Where(call => call.Action == "AssumeRole")
        .Select(call => $"{Person(call.SignerArn)} -> {call.RoleArn} as {Name(call.SessionName)}, {call.DurationSeconds}, {call.HasExternalId}")];

    // Without a name, each reader makes up its own.
    private static string? Name(string? session) => session?.StartsWith("session-", StringComparison.Ordinal) == true ? session : "*";

    private static string? Person(string? arn) => arn is null ? null : $"{arn[..(arn.LastIndexOf('/') + 1)]}{Name(arn[(arn.LastIndexOf('/') + 1)..])}";
}
