using System.Text.Json;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary><c>role-chain credentials</c>, as a process.</summary>
public sealed class CredentialsTests
{
    private const string NoCli = "The AWS CLI is not installed (pip install awscli): credential_process is not checked with it here.";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_gives_what_credential_process_expects()
    {
        await using Shell shell = await Shell.OpenAsync();
        JsonElement json = Shell.Json(await shell.RunAsync("credentials", "--profile", "production"));
        Assert.Equal(1, json.GetProperty("Version").GetInt32());
        Assert.StartsWith("ASIA", json.GetProperty("AccessKeyId").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(json.GetProperty("SecretAccessKey").GetString()!);
        Assert.NotEmpty(json.GetProperty("SessionToken").GetString()!);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$", json.GetProperty("Expiration").GetString());
        Assert.Equal([(Shell.Hub, "alice-hub"), (Shell.Production, "alice-production")], shell.Assumes.Select(call => (call.RoleArn, call.SessionName)));
    }

    [Fact]
    public async Task Hops_are_given_one_after_the_other_each_with_its_options()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync(
            "credentials", "--json", "--session-name=ignored", "--hop", Shell.Hub);
        Shell.Refused(finished, 2, "--session-name stands before the first --hop");

        shell.Variables["AWS_ROLE_SESSION_NAME"] = "bob";
        JsonElement json = Shell.Json(await shell.RunAsync(
            "credentials", "--format", "json", "--no-cache",
            "--hop", Shell.Hub, "--session-name=one", "--duration", "2h", "--transitive", "Team", "--tag", "Team=alpha", "--tag", "Cost=a=b", "--source-identity", "alice",
            "--hop", Shell.Production, "--external-id", "an-id", "--duration", "900"));
        Assert.Equal("arn:aws:sts::333333333333:assumed-role/ProductionRole/bob", json.GetProperty("AssumedRoleArn").GetString());
        StsCall[] calls = [.. shell.Assumes];
        Assert.Equal(("one", 7200, "alice", false), (calls[0].SessionName, calls[0].DurationSeconds, calls[0].SourceIdentity, calls[0].HasExternalId));
        Assert.Equal([new("Team", "alpha"), new("Cost", "a=b")], calls[0].Tags);
        Assert.Equal(["Team"], calls[0].TransitiveTagKeys);
        Assert.Equal(("bob", 900, null, true), (calls[1].SessionName, calls[1].DurationSeconds, calls[1].SourceIdentity, calls[1].HasExternalId));
        Assert.False(Directory.Exists(shell.CacheFolder));
    }

    [Theory]
    [InlineData(2, "no chain is given", "credentials")]
    [InlineData(2, "--profile is empty", "credentials", "--profile", "")]
    [InlineData(2, "--config is empty", "sts", "--config", "")]
    [InlineData(2, "--trail is empty", "sts", "--trail", "")]
    [InlineData(2, "--subject is empty", "sts", "token", "--subject", "")]
    [InlineData(2, "--log is empty", "trace", "logs", "--log", "")]
    [InlineData(2, "--html is empty", "trace", "logs", "--into", Shell.Hub, "--html", "")]
    [InlineData(2, "--config is empty", "trace", "logs", "--findings", "--config", "")]
    [InlineData(2, "--iam is empty", "paths", "--to", Shell.Hub, "--iam", "")]
    [InlineData(2, "--cache-folder is empty", "sessions", "--cache-folder", "")]
    [InlineData(2, "Must be one of:", "credentials", "--format", "xml", "--profile", "production")]
    [InlineData(2, "Cannot parse argument 'abc' for option '--port'.", "sts", "--port", "abc")]
    [InlineData(2, "--chain names a chain of --config", "credentials", "--profile", "production", "--chain", "Orders")]
    [InlineData(2, "--source-profile is for --hop", "credentials", "--profile", "production", "--source-profile", "default")]
    [InlineData(2, "\"999999999h\" is not a duration", "credentials", "--hop", Shell.Hub, "--duration", "999999999h")]
    [InlineData(2, "the chain is given twice", "credentials", "--profile", "a", "--hop", "b")]
    [InlineData(2, "there is no such profile; write one of those in", "credentials", "--profile", "nope")]
    [InlineData(2, "hop 1 of 1: --hop is \"nonsense\"", "credentials", "--hop", "nonsense")]
    [InlineData(2, "Unrecognized command or argument '--nonsense'", "credentials", "--nonsense")]
    [InlineData(1, "STS denied sts:AssumeRole (AccessDenied", "credentials", "--hop", Shell.Production)]
    [InlineData(3, "Try again later", "credentials", "--hop", Shell.Hub, "--sts-endpoint", "http://127.0.0.1:1")]
    public async Task What_goes_wrong_is_said_on_standard_error_and_by_the_exit_code(int exitCode, string error, params string[] arguments)
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync(arguments);
        Assert.Equal(exitCode, finished.ExitCode);
        Assert.Contains(error, finished.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(finished.Output);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_are_JSON_for_who_wants_it()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync("credentials", "--profile", "nope", "--json");
        JsonElement json = JsonDocument.Parse(finished.Error).RootElement;
        Assert.Equal(2, json.GetProperty("exitCode").GetInt32());
        Assert.Contains("no such profile", json.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);

        finished = await shell.RunAsync("credentials", "--nonsense", "--json");
        json = JsonDocument.Parse(finished.Error).RootElement;
        Assert.Contains("--nonsense", json.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_AWS_CLI_uses_a_chain_by_credential_process_through_two_expiries()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Sts.SessionLifetimeCap = TimeSpan.FromSeconds(3);
        HashSet<string?> keys = [];
        while (keys.Count < 3)
        {
            Finished finished = await shell.RunOrSkipAsync("aws", NoCli, "s3", "ls", "--profile", "by-process");
            Assert.True(finished.ExitCode == 0, finished.Error);
            StsCall list = shell.Sts.Calls.Last(call => call.Action == "ListBuckets");
            Assert.Equal("arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production", list.SignerArn);
            keys.Add(list.SignerAccessKeyId);
        }
    }

    [Fact]
    public async Task A_profile_that_would_start_the_command_for_ever_is_refused()
    {
        await using Shell shell = await Shell.OpenAsync();
        string config = Path.Combine(shell.Home, ".aws", "config");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, Token)).Replace("--profile production", "--profile by-process", StringComparison.Ordinal), Token);
        Shell.Refused(await shell.RunAsync("credentials", "--profile", "by-process"), 2, "asks role-chain for itself");
    }

    [Fact]
    public async Task An_aws_login_profile_is_refused_with_the_line_to_write_instead()
    {
        await using Shell shell = await Shell.OpenAsync();
        string config = Path.Combine(shell.Home, ".aws", "config");
        await File.WriteAllTextAsync(config, $"[profile work]\nlogin_session = {shell.Alice.Arn}\n[profile hub]\nrole_arn = {Shell.Hub}\nsource_profile = work", Token);
        Finished finished = Shell.Refused(await shell.RunAsync("credentials", "--profile", "hub"), 2, $"{config}, line 2, profile \"work\": login_session");
        Assert.Contains("credential_process = aws configure export-credentials --profile work --format process", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_MFA_code_is_asked_for_once_and_not_again_while_the_hubs_session_lives()
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = ["credentials", "--hop", Shell.Hub, "--mfa-serial", shell.Alice.MfaSerial, "--hop", Shell.Production];
        Finished finished = await shell.RunAsync([.. chain, "--mfa-code", shell.Alice.GetMfaCode()]);
        Assert.True(finished.ExitCode == 0, finished.Error);

        // The final session is gone, the hub's is not.
        Finished other = await shell.RunAsync([.. chain, "--session-name", "other"]);
        Assert.True(other.ExitCode == 0, other.Error);
        Assert.Equal(3, shell.Assumes.Count());

        Finished asked = await shell.RunAsync([.. chain, "--no-cache", "--mfa-process", $"test \"$ROLE_CHAIN_MFA_SERIAL\" = {shell.Alice.MfaSerial} && echo {shell.Alice.GetMfaCode()}"]);
        Assert.True(asked.ExitCode == 0, asked.Error);
    }
}
