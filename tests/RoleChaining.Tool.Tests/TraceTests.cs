using System.Text.Json;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Tool;

/// <summary><c>role-chain trace</c> over what the local STS has recorded of the command itself.</summary>
public sealed class TraceTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_followed_back_to_the_person_and_on_to_its_calls()
    {
        await using Shell shell = await Shell.OpenAsync();
        (string trail, string key) = await WalkAsync(shell);
        foreach (string id in new[] { key, "alice-production", "arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production" })
        {
            Finished finished = await shell.RunAsync("trace", trail, "--who", id);
            Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
            Assert.StartsWith("user arn:aws:iam::111111111111:user/alice", finished.Output, StringComparison.Ordinal);
            Assert.Contains("arn:aws:iam::222222222222:role/HubRole as alice-hub", finished.Output, StringComparison.Ordinal);
            Assert.Contains($"-> {key} (exact)", finished.Output, StringComparison.Ordinal);
            Assert.Contains("GetCallerIdentity", finished.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Chains_into_a_role_come_as_text_JSON_Mermaid_and_a_page()
    {
        await using Shell shell = await Shell.OpenAsync();
        (string trail, string key) = await WalkAsync(shell);
        JsonElement json = Shell.Json(await shell.RunAsync("trace", trail, "--into", Shell.Production, "--json"));
        Assert.Equal("complete", json.GetProperty("outcome").GetString());
        Assert.Equal(2, json.GetProperty("paths")[0].GetProperty("hops").GetArrayLength());

        string page = Path.Combine(shell.Home, "page.html");
        Finished drawn = await shell.RunAsync("trace", trail, "--into", Shell.Production, "--mermaid", "--html", page);
        Assert.Equal(0, drawn.ExitCode);
        Assert.Contains("HubRole", drawn.Output, StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(page, Token);
        Assert.Contains(key, html, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_account_whose_trail_is_missing_is_named_with_its_period()
    {
        await using Shell shell = await Shell.OpenAsync();
        (string trail, string key) = await WalkAsync(shell);
        Directory.Delete(Path.Combine(trail, "AWSLogs", "222222222222"), recursive: true);
        Finished finished = await shell.RunAsync("trace", trail, "--who", key);
        Assert.Equal(4, finished.ExitCode);
        Assert.Contains("the trail of account 222222222222 is missing from ", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_name_a_chain_without_a_source_identity()
    {
        await using Shell shell = await Shell.OpenAsync();
        (string trail, _) = await WalkAsync(shell);
        Finished finished = await shell.RunAsync("trace", trail, "--findings");
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("has no source identity", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_found_is_1_and_a_wrong_question_or_file_is_2()
    {
        await using Shell shell = await Shell.OpenAsync();
        (string trail, string key) = await WalkAsync(shell);
        Shell.Refused(await shell.RunAsync("trace", trail, "--who", "nobody"), 1, "nothing found in ");
        Shell.Refused(await shell.RunAsync("trace", trail), 2, "the question is missing");
        Shell.Refused(await shell.RunAsync("trace", trail, "--who", key, "--findings"), 2, "there are several questions");
        Shell.Refused(await shell.RunAsync("trace", trail, "--into", "HubRole"), 2, "\"HubRole\" is not the ARN of a role");
        Shell.Refused(await shell.RunAsync("trace", Path.Combine(shell.Home, "none"), "--who", key), 2, "none");
    }

    /// <summary>Walks the chain, calls with its last session, and writes the trail.</summary>
    private static async Task<(string Trail, string AccessKeyId)> WalkAsync(Shell shell)
    {
        JsonElement json = Shell.Json(await shell.RunAsync("credentials", "--profile", "production"));
        string key = json.GetProperty("AccessKeyId").GetString()!;
        AmazonSecurityTokenServiceConfig config = new();
        shell.Sts.Configure(config);
        using AmazonSecurityTokenServiceClient client = new(
            key, json.GetProperty("SecretAccessKey").GetString(), json.GetProperty("SessionToken").GetString(), config);
        await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Token);
        string trail = Path.Combine(shell.Home, "trail");
        await shell.Sts.WriteCloudTrailAsync(trail, Token);
        return (trail, key);
    }
}
