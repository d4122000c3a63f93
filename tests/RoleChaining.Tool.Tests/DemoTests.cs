using System.Text.Json;

namespace RoleChaining.Tool;

/// <summary><c>role-chain demo --profile</c>: the user's own chain. (All of the demo itself is run by CI.)</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task A_profile_is_walked_and_every_hop_shown()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync("demo", "--profile", "production");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Contains($"{Shell.Hub} -> {Shell.Production}", finished.Output, StringComparison.Ordinal);
        Assert.Contains("hop: 2; caller: arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub", finished.Output, StringComparison.Ordinal);
        Assert.Contains("ok  GetCallerIdentity with the chain's credentials: arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", finished.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(250)]
    public async Task At_a_terminal_of_any_width_nothing_that_is_copied_is_broken(int width)
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["TERM"] = "xterm-256color";
        Finished finished = await shell.RunOrSkipAsync(
            "script", "script (util-linux) is not installed: there is no terminal here.", "-qec", $"stty cols {width}; {Shell.CommandLine} demo production", "/dev/null");
        Assert.True(finished.ExitCode == 0, finished.Output);
        Assert.Contains("arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub", finished.Output, StringComparison.Ordinal);
        Assert.InRange(finished.Output.Split(Shell.Hub).Length - 1, 2, 3); // the chain and its row, and what is being done, where it takes long
        Assert.Contains(shell.Assumes.Last().RequestId, finished.Output, StringComparison.Ordinal);
        Assert.Equal(width == 250, finished.Output.Contains('╭', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_walk_is_JSON_for_who_wants_it()
    {
        await using Shell shell = await Shell.OpenAsync();
        JsonElement json = Shell.Json(await shell.RunAsync("demo", "--profile", "production", "--json"));
        Assert.True(json.GetProperty("holds").GetBoolean());
        JsonElement entries = json.GetProperty("parts")[0].GetProperty("entries");
        Assert.Equal(Shell.Production, entries.EnumerateArray().Last(entry => entry.TryGetProperty("hop", out _)).GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_profile_at_fault_is_told()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Refused(await shell.RunAsync("demo", "--profile", "nope"), 2, "there is no such profile");
    }

    [Fact]
    public async Task A_kept_session_has_its_expiry_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        Assert.Equal(0, (await shell.RunAsync("demo", "production")).ExitCode);
        Finished again = await shell.RunAsync("demo", "production");
        Assert.Equal(2, shell.Assumes.Count());
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(again.Output, @"expires: 20\d\d-\d\d-\d\dT[0-9:]{8}Z;"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("region = eu-west-1\n")]
    public async Task The_end_of_a_walk_asks_the_STS_of_the_chain(string region)
    {
        await using Shell shell = await Shell.OpenAsync();
        await using TlsFront front = new(shell.Sts.Endpoint, shell.Home);
        foreach (string name in (string[])["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"])
        {
            shell.Variables[name] = null;
        }

        string file = Path.Combine(shell.Home, ".aws", "config");
        string config = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            file,
            config.Replace(
                "[profile production]\n",
                $"[profile production]\n{region}endpoint_url = {front.Endpoint}\nca_bundle = {front.CaBundle}\n",
                StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Finished finished = await shell.RunAsync("demo", "production");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Equal(["AssumeRole", "AssumeRole", "GetCallerIdentity"], shell.Sts.Calls.Select(call => call.Action));
    }

    [Theory]
    [InlineData(
        "AWS_REGION=cn-north-1", "AWS_DEFAULT_REGION=cn-north-1", "AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS_PROFILE=nowhere",
        "AWS_CA_BUNDLE=nowhere.pem", "HTTP_PROXY=http://127.0.0.1:1", "all_proxy=http://127.0.0.1:1")]
    [InlineData("AWS_USE_FIPS_ENDPOINT=true", "AWS_USE_DUALSTACK_ENDPOINT=true", "https_proxy=http://127.0.0.1:1", "AWS_RETRY_MODE=none")]
    public async Task The_demo_works_whatever_the_environment_says(params string[] variables)
    {
        await using Shell shell = await Shell.OpenAsync();
        foreach (string name in (string[])["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_EC2_METADATA_DISABLED"])
        {
            shell.Variables[name] = null;
        }

        foreach (string variable in variables)
        {
            shell.Variables[variable.Split('=')[0]] = variable.Split('=')[1];
        }

        Assert.True(Shell.Json(await shell.RunAsync("demo", "--json")).GetProperty("holds").GetBoolean());
    }
}
