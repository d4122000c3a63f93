using System.Diagnostics;
using System.IO.Compression;
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

    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdin")]
    public async Task A_trail_is_read_from_standard_input(string path)
    {
        if (path != "-" && OperatingSystem.IsWindows())
        {
            Assert.Skip("Standard input has no path here.");
        }

        await using Shell shell = await Shell.OpenAsync();
        (string trail, _) = await WalkAsync(shell);
        using Process trace = shell.Start("trace", path, "--findings");
        foreach (string file in Directory.EnumerateFiles(trail, "*", SearchOption.AllDirectories))
        {
            await using FileStream records = File.OpenRead(file);
            await using GZipStream content = new(records, CompressionMode.Decompress);
            await content.CopyToAsync(trace.StandardInput.BaseStream, Token);
        }

        trace.StandardInput.Close();
        Finished finished = await Shell.WaitAsync(trace);

        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        Assert.Contains("has no source identity", finished.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_application_has_logged_finds_the_record_of_each_of_its_hops(bool isJson)
    {
        await using Shell shell = await Shell.OpenAsync();
        string log = await LogAsync(shell, isJson);
        string trail = Path.Combine(shell.Home, "trail");
        await shell.Sts.WriteCloudTrailAsync(trail, Token);

        JsonElement hops = Shell.Json(await shell.RunAsync("trace", trail, "--log", log, "--json")).GetProperty("hops");

        Assert.Equal(shell.Assumes.Select(call => call.RequestId), hops.EnumerateArray().Select(hop => hop.GetProperty("requestId").GetString()));
        Assert.Equal(
            shell.Assumes.Select(call => call.IssuedAccessKeyId),
            hops.EnumerateArray().Select(hop => hop.GetProperty("record").GetProperty("accessKeyId").GetString()));
        Assert.All(hops.EnumerateArray(), hop => Assert.Equal("complete", hop.GetProperty("outcome").GetString()));

        Directory.Delete(Path.Combine(trail, "AWSLogs", "222222222222"), recursive: true);
        Finished gap = await shell.RunAsync("trace", trail, "--log", log);
        Assert.Equal(4, gap.ExitCode);
        Assert.StartsWith("line 2, hop 1: arn:aws:iam::222222222222:role/HubRole as orders, ASIA", gap.Output, StringComparison.Ordinal);
    }

    /// <summary>Two hops, logged by an application of the library.</summary>
    private static async Task<string> LogAsync(Shell shell, bool isJson)
    {
        using LineLog log = new();
        using ChainedAWSCredentials credentials = new RoleChainBuilder()
            .WithSource(shell.Alice.Credentials)
            .WithRegion("eu-west-1")
            .AssumeRole(Shell.Hub, hop => hop.SessionName = "orders")
            .AssumeRole(Shell.Production, hop => hop.SessionName = "orders")
            .WithLoggerFactory(log)
            .WithStsClientConfig(shell.Sts.Configure)
            .Build();
        await credentials.GetCredentialsAsync(Token);
        string file = Path.Combine(shell.Home, "app.log");
        await File.WriteAllLinesAsync(
            file, ["the application has started", .. isJson ? log.Lines.Select(line => JsonSerializer.Serialize(new { Message = line })) : log.Lines], Token);
        return file;
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
