using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary>How a command line or the environment gives a chain.</summary>
public sealed class ChainArgumentTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, "credentials", "production")]
    [InlineData("hub", "hub", "credentials", "production")]
    [InlineData("hub", "hub", "credentials", "--profile", "production")]
    [InlineData("production", "hub", "credentials")]
    [InlineData(null, "production", "credentials")]
    [InlineData(null, null, "exec", "production", "--", "true")]
    [InlineData(null, null, "exec", "production", "true")]
    [InlineData(null, null, "exec", "--profile", "production", "--", "true")]
    [InlineData(null, null, "exec", "--profile", "production", "true")]
    [InlineData("production", null, "exec", "--", "true")]
    [InlineData(null, null, "exec", "--no-cache", "production", "--", "sh", "-c", "true -- x")]
    [InlineData(null, null, "demo", "production")]
    public async Task A_chain_is_a_word_or_an_option_or_a_variable(string? chainVariable, string? awsVariable, params string[] arguments)
    {
        await using Shell shell = await Shell.OpenAsync();
        (shell.Variables["ROLE_CHAIN_PROFILE"], shell.Variables["AWS_PROFILE"]) = (chainVariable, awsVariable);
        Finished finished = await shell.RunAsync(arguments);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Equal([Shell.Hub, Shell.Production], shell.Assumes.Select(call => call.RoleArn));
    }

    [Theory]
    [InlineData("given twice, by \"production\" and --profile", "credentials", "production", "--profile", "hub")]
    [InlineData("given twice, by \"production\" and --hop", "exec", "production", "--hop", Shell.Hub, "--", "true")]
    [InlineData("\"aws\" stands before --; write what is run after it: -- aws s3 ls", "exec", "production", "aws", "--", "s3", "ls")]
    [InlineData("Unrecognized command or argument 'hub'", "credentials", "production", "hub")]
    [InlineData("--source-profile is for --hop", "credentials", "production", "--source-profile", "default")]
    [InlineData("no chain is given: write a profile, --hop ARN or --config FILE, or set ROLE_CHAIN_PROFILE", "credentials")]
    [InlineData("--no-cache keeps no session that --refresh could replace", "credentials", "production", "--refresh", "--no-cache")]
    public async Task Words_that_say_no_single_chain_are_refused(string error, params string[] arguments)
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Refused(await shell.RunAsync(arguments), 2, error);
        Assert.Empty(shell.Sts.Calls);
    }

    [Fact]
    public async Task The_file_of_an_application_is_read_by_the_librarys_own_reader()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAsync(
            shell,
            $$"""
            { "Logging": {}, "RoleChains": { "Production": { "Region": "eu-west-1", "Hops": [ // hub first
              { "RoleArn": "{{Shell.Hub}}", "SessionName": "orders", "Tags": [ { "Key": "cost:center", "Value": "7", "Transitive": true } ] },
              { "roleArn": "{{Shell.Production}}", "Duration": "00:30:00" } ], "Retry": { "MaxAttempts": 2 } } } }
            """);
        Shell.Json(await shell.RunAsync("credentials", "--config", file));
        StsCall[] calls = [.. shell.Assumes];
        Assert.Equal([(Shell.Hub, null), (Shell.Production, 1800)], calls.Select(call => (call.RoleArn, call.DurationSeconds)));
        Assert.Equal([new("cost:center", "7")], calls[0].Tags);
        Shell.Json(await shell.RunAsync("credentials", "--config", file, "--chain", "production"));
        Assert.Equal(2, shell.Sts.Calls.Count);
    }

    [Theory]
    [InlineData("""{ "RoleChains": { "A": {}, "B": {} } }""", "RoleChains has the chains A, B; choose one by --chain NAME.")]
    [InlineData("""{ "Hops": [ { "RoleArm": "x" } ] }""", "Hops:0:RoleArm: is not known here; known are RoleArn, SessionName,")]
    [InlineData("""{ "Hops": [ { "RoleArn": "x" } ], "Colour": 1 }""", "Colour: is not known here", "Hops:0:RoleArn: hop 1 of 1: RoleArn is \"x\"")]
    [InlineData("""{ "RoleChains": { "A": { "Hops": [] } } }""", "RoleChains:A:Hops: ")]
    [InlineData("""{ "RoleChains": { "A": { "Hops": [ { "RoleArn": "arn:aws:iam::222222222222:role/R", "Duration": "soon" } ] } } }""", "RoleChains:A:Hops:0:Duration: is no time; write hours, minutes and seconds")]
    [InlineData("{ \"Hops\": ", "chain.json is not JSON that can be read: ")]
    [InlineData("""{ "Region": "eu-west-1", "region": "eu-west-2" }""", "chain.json is not JSON that can be read: ")]
    public async Task What_is_wrong_in_it_is_named_by_its_path_all_at_once(string text, params string[] errors)
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAsync(shell, text);
        Finished finished = Shell.Refused(await shell.RunAsync("credentials", "--config", file), 2, file);
        Assert.All(errors, error => Assert.Contains(error, finished.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_or_chain_is_named()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Refused(await shell.RunAsync("credentials", "--config", "nowhere.json"), 2, "nowhere.json cannot be read: ");
        string file = await WriteAsync(shell, """{ "RoleChains": { "Production": {} } }""");
        Shell.Refused(await shell.RunAsync("credentials", "--config", file, "--chain", "Test"), 2, "RoleChains has no chain \"Test\"; it has Production.");
        file = await WriteAsync(shell, "{}");
        Shell.Refused(await shell.RunAsync("credentials", "--config", file, "--chain", "Test"), 2, "has no RoleChains section with the chain \"Test\"");
    }

    private static async Task<string> WriteAsync(Shell shell, string text)
    {
        string file = Path.Combine(shell.Home, "chain.json");
        await File.WriteAllTextAsync(file, text, Token);
        return file;
    }
}
