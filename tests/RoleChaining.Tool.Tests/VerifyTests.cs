using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amazon.Runtime;
using RoleChaining.Outside;

namespace RoleChaining.Tool;

/// <summary><c>role-chain verify</c>, as a process.</summary>
public sealed partial class VerifyTests
{
    private static readonly string[] Verify = ["verify", "--profile", "production"];

    [Fact]
    public async Task A_chain_that_works_ends_with_0_and_leaves_nothing_in_the_cache()
    {
        await using Shell shell = await Shell.OpenAsync();

        Finished finished = await shell.RunAsync(Verify);

        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        Assert.Equal(
            ["status", "ok", "ok", "ok"],
            finished.Output.Split('\n').Where(line => line.Length > 0 && line[0] != ' ').SkipLast(1).Select(line => line.Split(' ')[0]));
        Assert.EndsWith("ok: the chain works (5 calls)", finished.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(shell.CacheFolder) && Directory.EnumerateFiles(shell.CacheFolder).Any());
    }

    [Fact]
    public async Task What_is_denied_ends_with_1_and_is_a_failure_of_JUnit()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Sts.RemoveRole(Shell.Hub);

        Finished finished = await shell.RunAsync([.. Verify, "--junit"]);

        Assert.Equal(1, finished.ExitCode);
        XElement suite = XElement.Parse(finished.Output);
        Assert.Equal(("3", "1", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Contains("could not assume", Assert.Single(suite.Descendants("failure")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_STS_out_of_reach_is_not_checked_and_ends_with_3()
    {
        await using Shell shell = await Shell.OpenAsync();

        Finished finished = await shell.RunAsync([.. Verify, "--json", "--sts-endpoint", "http://127.0.0.1:1"]);

        Assert.Equal(3, finished.ExitCode);
        using JsonDocument report = JsonDocument.Parse(finished.Output);
        Assert.Equal("not checked", report.RootElement.GetProperty("status").GetString());
        JsonElement failure = report.RootElement.GetProperty("hops")[0].GetProperty("failure");
        Assert.Equal("StsUnavailable", failure.GetProperty("kind").GetString());
        Assert.EndsWith("or call another region by --region.", failure.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_will_never_give_credentials_is_not_checked_and_ends_with_2()
    {
        await using Shell shell = await Shell.OpenAsync();
        await File.AppendAllTextAsync(
            Path.Combine(shell.Home, ".aws", "config"),
            """

            [profile signed-out]
            sso_start_url = https://example.awsapps.com/start
            sso_region = eu-west-1
            sso_account_id = 111111111111
            sso_role_name = Admin
            """,
            TestContext.Current.CancellationToken);

        Finished finished = await shell.RunAsync("verify", "--hop", Shell.Hub, "--source-profile", "signed-out");

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("sign in with: aws sso login --profile signed-out", finished.Output, StringComparison.Ordinal);
        Assert.EndsWith("not checked: the source; the hop after it was not asked", finished.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(shell.Sts.Calls);
    }

    [Fact]
    public async Task A_session_that_is_kept_is_not_taken_for_one_that_works()
    {
        await using Shell shell = await Shell.OpenAsync();
        Assert.Equal(0, (await shell.RunAsync("credentials", "production")).ExitCode);
        shell.Sts.RemoveRole(Shell.Hub);

        Assert.Equal(1, (await shell.RunAsync(Verify)).ExitCode);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(160)]
    public async Task A_terminal_is_not_written_beyond_its_width_but_by_a_word_that_is_copied_whole_and_sees_colours(int width)
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["TERM"] = "xterm-256color";
        shell.Variables["NO_COLOR"] = null; // a runner without colours sets it
        using Process process = shell.StartOrSkip(
            "script", "script (util-linux) is not installed: nothing is shown at a terminal here.",
            "-qec", $"stty cols {width}; {Shell.CommandLine} {string.Join(' ', Verify)}", "/dev/null");
        Finished finished = await Shell.WaitAsync(process);

        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("\e[38;5;2mok ", finished.Output, StringComparison.Ordinal);
        string[] lines = [.. finished.Output.Split('\n').Select(line => Colour().Replace(line, "").TrimEnd())];
        Assert.All(lines, line => Assert.True(line.Length <= width || !line.Trim().Contains(' ', StringComparison.Ordinal), line));
        Assert.Contains(lines, line => line.EndsWith("arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production", StringComparison.Ordinal));
        Assert.Equal(width >= 140, lines.Any(line => line.EndsWith("granted  identity", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("ok: the chain works (5 calls)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_external_id_that_is_not_enforced_ends_with_1()
    {
        await using Shell shell = await Shell.OpenAsync();

        Finished finished = await shell.RunAsync("verify", "--hop", Shell.Hub, "--external-id", "an-id", "--external-id-enforced");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("NOT ENFORCED: hop 1: the role can be assumed without the external id", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("an-id", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_AWS_CLI_sees_the_same_identity_at_every_hop()
    {
        await using Shell shell = await Shell.OpenAsync();

        await CompareWithCliAsync(shell, ["default", "hub", "production"]);
    }

    [Fact]
    public async Task The_AWS_CLI_sees_the_same_identity_at_every_hop_on_moto()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using MotoServer moto = await MotoServer.StartOrSkipAsync(token);
        ImmutableCredentials alice = await (await moto.AddChainAsync(hops: 2)).GetCredentialsAsync();
        await moto.EnforceAsync();
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_ENDPOINT_URL"] = moto.Endpoint.ToString().TrimEnd('/');
        shell.Variables["AWS_REGION"] = shell.Variables["AWS_DEFAULT_REGION"] = "us-east-1";
        await File.WriteAllTextAsync(
            Path.Combine(shell.Home, ".aws", "credentials"),
            $"[default]\naws_access_key_id = {alice.AccessKey}\naws_secret_access_key = {alice.SecretKey}\n",
            token);
        await File.WriteAllTextAsync(
            Path.Combine(shell.Home, ".aws", "config"),
            $"""
            [profile hub]
            role_arn = {MotoServer.Role(1)}
            source_profile = default
            role_session_name = chain

            [profile production]
            role_arn = {MotoServer.Role(2)}
            source_profile = hub
            role_session_name = chain
            """,
            token);

        await CompareWithCliAsync(shell, ["default", "hub", "production"]);
    }

    private static async Task CompareWithCliAsync(Shell shell, string[] profiles)
    {
        Finished finished = await shell.RunAsync([.. Verify, "--json"]);
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Error);
        using JsonDocument report = JsonDocument.Parse(finished.Output);
        for (int hop = 0; hop < profiles.Length; hop++)
        {
            Finished cli = await shell.RunOrSkipAsync(
                "aws", "The AWS CLI is not installed: the identities are not compared here.",
                "sts", "get-caller-identity", "--query", "Arn", "--output", "text", "--profile", profiles[hop]);
            Assert.True(cli.ExitCode == 0, cli.Error);
            Assert.Equal(report.RootElement.GetProperty("hops")[hop].GetProperty("identity").GetString(), cli.Output.Trim());
        }
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[a-zA-Z]")]
    private static partial Regex Colour();
}
