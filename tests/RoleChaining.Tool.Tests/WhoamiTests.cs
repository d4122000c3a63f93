using System.Text.Json;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary><c>whoami</c>: account, ARN and time left of every hop.</summary>
public sealed class WhoamiTests
{
    private const string ArnOfHub = "arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub";
    private const string ArnOfProduction = "arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_is_walked_once_and_then_told_from_what_is_kept()
    {
        await using Shell shell = await Shell.OpenAsync();
        JsonElement json = Shell.Json(await shell.RunAsync("whoami", "production", "--json"));
        Assert.Equal(("333333333333", ArnOfProduction), (Text(json, "account"), Text(json, "arn")));
        Assert.Equal("keys of profile \"default\"", Text(json, "source"));
        Assert.InRange(json.GetProperty("secondsLeft").GetInt32(), 3500, 3600);
        Assert.Equal([(ArnOfHub, "new"), (ArnOfProduction, "new")], Hops(json).Select(hop => (Text(hop, "arn"), Text(hop, "session"))));
        Assert.Equal(2, shell.Sts.Calls.Count);

        Finished text = await shell.RunAsync("whoami", "production");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Matches(@"(?m)^account  333333333333$", text.Output);
        Assert.Matches($@"(?m)^arn      {ArnOfProduction}$", text.Output);
        Assert.Matches(@"(?m)^left     5[0-9]m[0-9]{2}s, until 20\S+Z$", text.Output);
        Assert.Matches(@"(?m)^1    222222222222  HubRole         alice-hub         5[0-9]m[0-9]{2}s  kept$", text.Output);
        Assert.Equal(2, shell.Sts.Calls.Count);
        string secret = Shell.Json(await shell.RunAsync("credentials", "production")).GetProperty("SecretAccessKey").GetString()!;
        Assert.DoesNotContain(secret, json.ToString() + text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_asks_STS_about_each_hop_and_assumes_nothing_that_is_kept()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Json(await shell.RunAsync("credentials", "production"));
        JsonElement json = Shell.Json(await shell.RunAsync("whoami", "production", "--check", "--json"));
        Assert.All(Hops(json), hop => Assert.True(hop.GetProperty("accepted").GetBoolean()));
        Assert.Equal(
            [ArnOfHub, ArnOfProduction],
            shell.Sts.Calls.Where(call => call.Action == "GetCallerIdentity").Select(call => call.SignerArn));
        Assert.Equal(2, shell.Assumes.Count());
        Assert.Matches(@"(?m)^2 .* kept        agrees$", (await shell.RunAsync("whoami", "production", "--check")).Output);
    }

    [Fact]
    public async Task A_session_that_STS_rejects_is_told_and_dropped()
    {
        await using Shell shell = await Shell.OpenAsync();
        JsonElement before = Shell.Json(await shell.RunAsync("whoami", "production", "--json"));
        shell.Sts.RevokeSession(Text(Hops(before)[1], "accessKeyId"));
        Assert.Equal(0, (await shell.RunAsync("whoami", "production")).ExitCode); // what is kept does not tell it

        Finished rejected = await shell.RunAsync("whoami", "production", "--check");
        Assert.Equal(1, rejected.ExitCode);
        Assert.Equal(
            "role-chain: hop 2: STS rejects the session (InvalidClientTokenId). It was dropped, and the next run asks for a new one.",
            rejected.Error.Trim());
        Assert.Matches(@"(?m)^1 .* agrees$", rejected.Output);
        Assert.Matches(@"(?m)^2 .* rejects it: InvalidClientTokenId$", rejected.Output);
        Assert.Equal("HubRole", Text(Assert.Single(Shell.Json(await shell.RunAsync("sessions", "--json")).EnumerateArray()), "role"));

        JsonElement after = Shell.Json(await shell.RunAsync("whoami", "production", "--check", "--json"));
        Assert.Equal(["kept", "new"], Hops(after).Select(hop => Text(hop, "session")));
        Assert.NotEqual(Text(Hops(before)[1], "accessKeyId"), Text(Hops(after)[1], "accessKeyId"));
        Assert.Equal(3, shell.Assumes.Count());
    }

    [Fact]
    public async Task A_hop_whose_session_nothing_needs_is_not_assumed()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Json(await shell.RunAsync("credentials", "production"));
        Assert.Equal(0, (await shell.RunAsync("sessions", "drop", "hub")).ExitCode);
        Finished text = await shell.RunAsync("whoami", "production", "--check");
        Assert.Matches(@"(?m)^1    222222222222  HubRole         alice-hub         -       not needed  not asked$", text.Output);
        Assert.Equal(2, shell.Assumes.Count());
    }

    [Fact]
    public async Task New_sessions_are_asked_for_with_refresh_and_none_is_kept_without_the_cache()
    {
        await using Shell shell = await Shell.OpenAsync();
        JsonElement first = Shell.Json(await shell.RunAsync("whoami", "production", "--no-cache", "--check", "--json"));
        Assert.All(Hops(first), hop => Assert.True(hop.GetProperty("accepted").GetBoolean()));
        Assert.False(Directory.Exists(shell.CacheFolder));
        JsonElement second = Shell.Json(await shell.RunAsync("whoami", "production", "--json"));
        JsonElement third = Shell.Json(await shell.RunAsync("whoami", "production", "--refresh", "--json"));
        JsonElement fourth = Shell.Json(await shell.RunAsync("whoami", "production", "--json"));
        Assert.Equal(6, shell.Assumes.Count());
        Assert.NotEqual(Text(Hops(second)[0], "accessKeyId"), Text(Hops(third)[0], "accessKeyId"));
        Assert.Equal(Hops(third).Select(hop => Text(hop, "accessKeyId")), Hops(fourth).Select(hop => Text(hop, "accessKeyId")));
    }

    [Fact]
    public async Task A_source_that_is_used_directly_is_told_by_STS()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "chain.json");
        await File.WriteAllTextAsync(file, """{ "SourceProfile": "default", "UseSourceDirectly": true }""", Token);
        JsonElement json = Shell.Json(await shell.RunAsync("whoami", "--config", file, "--json"));
        Assert.Equal((shell.Alice.Arn, JsonValueKind.Null), (Text(json, "arn"), json.GetProperty("expires").ValueKind));
        StsCall call = Assert.Single(shell.Sts.Calls);
        Assert.Equal("GetCallerIdentity", call.Action);
    }

    [Fact]
    public async Task The_sessions_of_a_chain_that_shares_none_are_those_of_this_run()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "chain.json");
        await File.WriteAllTextAsync(
            file,
            $$"""
            { "SourceProfile": "default", "Hops": [ { "RoleArn": "{{Shell.Hub}}", "ShareSession": false }, { "RoleArn": "{{Shell.Production}}", "ShareSession": false } ] }
            """,
            Token);
        JsonElement json = Shell.Json(await shell.RunAsync("whoami", "--config", file, "--check", "--json"));
        Assert.InRange(json.GetProperty("secondsLeft").GetInt32(), 3500, 3600);
        Assert.Equal([("new", true), ("new", true)], Hops(json).Select(hop => (Text(hop, "session"), hop.GetProperty("accepted").GetBoolean())));
        Assert.Equal(0, Shell.Json(await shell.RunAsync("sessions", "--json")).GetArrayLength());
    }

    [Fact]
    public async Task An_STS_out_of_reach_is_told_to_try_again()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Json(await shell.RunAsync("credentials", "production"));
        shell.Sts.AddFault(StsFault.Error(503, "ServiceUnavailable", "Please try again"));
        Finished finished = await shell.RunAsync("whoami", "production", "--check");
        Assert.Equal(3, finished.ExitCode);
        Assert.Equal(2, Shell.Json(await shell.RunAsync("sessions", "--json")).GetArrayLength());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_asks_the_STS_of_a_chain_that_names_no_region(bool byProfile)
    {
        await using Shell shell = await Shell.OpenAsync();
        string endpoint = LeaveToChain(shell);
        string[] chain = byProfile ? ["hub"] : ["hub", "--sts-endpoint", endpoint];
        if (byProfile)
        {
            await AddToHubAsync(shell, $"endpoint_url = {endpoint}");
        }

        JsonElement json = Shell.Json(await shell.RunAsync(["whoami", .. chain, "--check", "--json"]));
        Assert.True(Assert.Single(Hops(json)).GetProperty("accepted").GetBoolean());
        Assert.Equal(["AssumeRole", "GetCallerIdentity"], shell.Sts.Calls.Select(call => call.Action));
    }

    [Fact]
    public async Task Check_asks_the_STS_of_the_chain_where_the_environment_names_another()
    {
        await using Shell shell = await Shell.OpenAsync();
        string endpoint = LeaveToChain(shell);
        await using LocalSts other = await LocalSts.StartAsync(cancellationToken: Token);
        shell.Variables["AWS_ENDPOINT_URL"] = other.Endpoint.ToString();
        Shell.Json(await shell.RunAsync("whoami", "hub", "--sts-endpoint", endpoint, "--check", "--json"));
        Assert.Empty(other.Calls);
        Assert.Equal(1, Shell.Json(await shell.RunAsync("sessions", "--json")).GetArrayLength());
    }

    [Theory]
    [InlineData("arn:aws-cn:iam::222222222222:role/HubRole", "cn-north-1")]
    [InlineData("arn:aws-us-gov:iam::222222222222:role/HubRole", "us-gov-west-1")]
    public async Task A_chain_that_names_no_region_is_checked_in_the_default_region_of_its_partition(string role, string region)
    {
        await using Shell shell = await Shell.OpenAsync();
        string partition = role.Split(':')[1];
        LocalUser user = shell.Sts.AddUser("111111111111", "alice", partition: partition);
        shell.Sts.AddRole(
            role,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:{{partition}}:iam::111111111111:root"},"Action":"sts:AssumeRole"}]}""");
        string endpoint = LeaveToChain(shell);
        Amazon.Runtime.ImmutableCredentials keys = user.Credentials.GetCredentials();
        await File.AppendAllTextAsync(
            Path.Combine(shell.Home, ".aws", "credentials"),
            $"[source]\naws_access_key_id = {keys.AccessKey}\naws_secret_access_key = {keys.SecretKey}\n",
            Token);
        Shell.Json(await shell.RunAsync("whoami", "--hop", role, "--source-profile", "source", "--sts-endpoint", endpoint, "--check", "--json"));
        Assert.Equal([("AssumeRole", region), ("GetCallerIdentity", region)], shell.Sts.Calls.Select(call => (call.Action, call.Region)));
    }

    [Fact]
    public async Task A_profile_without_roles_is_asked_about_where_it_says()
    {
        await using Shell shell = await Shell.OpenAsync();
        string endpoint = LeaveToChain(shell);
        string file = Path.Combine(shell.Home, ".aws", "credentials");
        await File.AppendAllTextAsync(file, $"endpoint_url = {endpoint}\n", Token);
        Assert.Equal(shell.Alice.Arn, Text(Shell.Json(await shell.RunAsync("whoami", "default", "--json")), "arn"));
    }

    /// <summary>The environment says neither a region nor where STS is.</summary>
    /// <returns>Where STS is.</returns>
    private static string LeaveToChain(Shell shell)
    {
        foreach (string name in (string[])["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"])
        {
            shell.Variables[name] = null;
        }

        return shell.Sts.Endpoint.ToString().TrimEnd('/');
    }

    private static async Task AddToHubAsync(Shell shell, string line)
    {
        string file = Path.Combine(shell.Home, ".aws", "config");
        string config = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(file, config.Replace("[profile hub]\n", $"[profile hub]\n{line}\n", StringComparison.Ordinal), Token);
    }

    private static JsonElement[] Hops(JsonElement json) => [.. json.GetProperty("hops").EnumerateArray()];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
