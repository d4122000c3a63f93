using System.Globalization;
using System.Text.Json;

namespace RoleChaining.Tool;

/// <summary><c>profiles</c>, <c>explain</c> and <c>sessions</c>: what is there, without a call.</summary>
public sealed class InspectionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Profiles_are_listed_with_where_they_lead_and_what_is_kept()
    {
        await using Shell shell = await Shell.OpenAsync();
        await AddAsync(shell, "\n[profile broken]\nrole_arn = x\nsource_profile = nowhere\n");
        Shell.Json(await shell.RunAsync("credentials", "production"));
        JsonElement rows = Shell.Json(await shell.RunAsync("profiles", "--json"));
        Dictionary<string, JsonElement> by = rows.EnumerateArray().ToDictionary(row => row.GetProperty("profile").GetString()!);
        Assert.Equal(["broken", "by-process", "default", "hub", "production"], by.Keys);
        Assert.Equal(
            (2, "333333333333", "ProductionRole", "keys"),
            (by["production"].GetProperty("hops").GetInt32(), by["production"].GetProperty("account").GetString(), by["production"].GetProperty("role").GetString(), by["production"].GetProperty("from").GetString()));
        Assert.InRange(by["production"].GetProperty("kept").GetProperty("secondsLeft").GetInt32(), 3500, 3600);
        Assert.InRange(by["hub"].GetProperty("kept").GetProperty("secondsLeft").GetInt32(), 3500, 3600); // kept for another profile
        Assert.Equal(JsonValueKind.Null, by["default"].GetProperty("kept").ValueKind);
        Assert.Equal("process", by["by-process"].GetProperty("from").GetString());
        Assert.Contains("nowhere", by["broken"].GetProperty("error").GetString(), StringComparison.Ordinal);

        Finished text = await shell.RunAsync("profiles");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Matches(@"(?m)^production +2 +333333333333 +ProductionRole +- +keys +5[0-9]m", text.Output);
        Assert.Equal(2, shell.Sts.Calls.Count);
    }

    [Fact]
    public async Task Explain_tells_each_setting_and_where_it_came_from_and_calls_nothing()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_ROLE_SESSION_NAME"] = "bob";
        string config = await AddAsync(
            shell,
            $"\n[profile audit]\nrole_arn = arn:aws:iam::444444444444:role/Audit\nsource_profile = hub\nexternal_id = not-for-eyes\nmfa_process = oathtool seed\nregion = eu-west-2\noutput = json\n");
        JsonElement json = Shell.Json(await shell.RunAsync("explain", "audit", "--json"));
        JsonElement[] hops = [.. json.GetProperty("hops").EnumerateArray()];
        Assert.Equal(2, hops.Length);
        Assert.Equal(("alice-hub", $"{config}, line 4, profile \"hub\""), Setting(hops[0], "role_session_name"));
        Assert.Equal(("bob", "AWS_ROLE_SESSION_NAME"), Setting(hops[1], "role_session_name"));
        Assert.Equal(("3600", "default"), Setting(hops[1], "duration_seconds"));
        Assert.Equal("(set)", Setting(hops[1], "external_id").Value);
        Assert.Equal("(set)", Setting(hops[1], "mfa_process").Value);
        Assert.Equal(shell.Sts.Endpoint, new Uri(hops[0].GetProperty("sts").GetString()!));
        Assert.Equal(JsonValueKind.Null, hops[0].GetProperty("kept").ValueKind);
        Assert.Equal("output", Assert.Single(json.GetProperty("unread").EnumerateArray()).GetProperty("name").GetString());
        Assert.DoesNotContain("not-for-eyes", json.ToString(), StringComparison.Ordinal);
        Assert.Empty(shell.Sts.Calls);

        Shell.Json(await shell.RunAsync("credentials", "hub"));
        Finished text = await shell.RunAsync("explain", "--hop", Shell.Hub, "--duration", "900", "--source-profile", "default");
        Assert.True(text.ExitCode == 0, text.Error);
        Assert.Matches(@"(?m)^  duration_seconds +900 +command line$", text.Output);
        Assert.Matches(@"(?m)^  kept +no$", text.Output);
        Assert.Matches(@"(?m)^  kept +until 20\S+Z, 5[0-9]m[0-9]{2}s left +key [0-9a-f]{8}$", (await shell.RunAsync("explain", "hub")).Output);
        Assert.Single(shell.Sts.Calls);
    }

    [Theory]
    [InlineData("aws", "", "in the region of the instance, else us-east-1")]
    [InlineData("aws-cn", "", "in the region of the instance, else cn-north-1")]
    [InlineData("aws-us-gov", "", "in the region of the instance, else us-gov-west-1")]
    [InlineData("aws", "AWS_ENDPOINT_URL", "http://127.0.0.1:4599/")]
    [InlineData("aws", "endpoint_url", "http://127.0.0.1:4599/")]
    [InlineData("aws", "--sts-endpoint", "http://127.0.0.1:4599/")]
    public async Task Explain_tells_which_STS_is_asked_where_no_region_is_set(string partition, string place, string sts)
    {
        await using Shell shell = await Shell.OpenAsync();
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (null, null);
        shell.Variables["AWS_ENDPOINT_URL"] = place == "AWS_ENDPOINT_URL" ? "http://127.0.0.1:4599" : null;
        string line = place == "endpoint_url" ? "endpoint_url = http://127.0.0.1:4599" : "";
        await AddAsync(shell, $"\n[profile there]\nrole_arn = arn:{partition}:iam::222222222222:role/R\nsource_profile = default\n{line}\n");
        string[] option = place == "--sts-endpoint" ? [place, "http://127.0.0.1:4599"] : [];
        Finished finished = await shell.RunAsync(["explain", "there", .. option]);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Matches($@"(?m)^  sts +{System.Text.RegularExpressions.Regex.Escape(sts)}$", finished.Output);
    }

    [Fact]
    public async Task Explain_tells_all_faults_of_a_chain_at_once()
    {
        await using Shell shell = await Shell.OpenAsync();
        await AddAsync(
            shell,
            "\n[profile bad]\nrole_arn = x\nsource_profile = nowhere\nduration_seconds = 1h\nsession_tags = a\n");
        Finished finished = Shell.Refused(await shell.RunAsync("explain", "bad"), 2, "duration_seconds is \"1h\"");
        Assert.All(
            ["role_arn: hop 1 of 1: role_arn is \"x\"", "source_profile is \"nowhere\"", "session_tags has a tag without a key"],
            error => Assert.Contains(error, finished.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Neither_a_process_nor_a_code_is_asked_for()
    {
        await using Shell shell = await Shell.OpenAsync();
        string ran = Path.Combine(shell.Home, "ran");
        await AddAsync(shell, $"mfa_serial = {shell.Alice.MfaSerial}\n[profile process]\ncredential_process = touch {ran}\n[profile by]\nrole_arn = {Shell.Hub}\nsource_profile = process\n");
        Finished finished = await shell.RunAsync("explain", "by");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Contains("not known before the source's credentials are read", finished.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await shell.RunAsync("profiles")).ExitCode);
        Assert.False(File.Exists(ran));
    }

    [Fact]
    public async Task Sessions_are_listed_and_dropped_by_profile_and_key_and_age()
    {
        await using Shell shell = await Shell.OpenAsync();
        Assert.Empty(Shell.Json(await shell.RunAsync("sessions", "--json")).EnumerateArray());
        Assert.False(Directory.Exists(shell.CacheFolder));
        Shell.Json(await shell.RunAsync("credentials", "production"));
        JsonElement[] rows = [.. Shell.Json(await shell.RunAsync("sessions", "--json")).EnumerateArray()];
        Assert.Equal(
            [("production", 1, "HubRole", "222222222222"), ("production", 2, "ProductionRole", "333333333333")],
            rows.Select(row => (
                row.GetProperty("profile").GetString(), row.GetProperty("hop").GetInt32(), row.GetProperty("role").GetString(), row.GetProperty("account").GetString())));
        Assert.All(rows, row => Assert.InRange(row.GetProperty("secondsLeft").GetInt32(), 3500, 3600));
        Assert.All(rows, row => Assert.True(DateTimeOffset.TryParse(row.GetProperty("issued").GetString(), CultureInfo.InvariantCulture, out _)));
        string secret = Shell.Json(await shell.RunAsync("credentials", "production")).GetProperty("SecretAccessKey").GetString()!;
        Assert.All(rows, row => Assert.DoesNotContain(secret, row.ToString(), StringComparison.Ordinal));

        string key = rows[1].GetProperty("key").GetString()![..8];
        Finished text = await shell.RunAsync("sessions");
        Assert.Matches($@"(?m)^{key}  production  2 +333333333333  ProductionRole  20\S+Z  5[0-9]m", text.Output);
        Assert.Equal("1 session dropped. AWS honours them until they end.", (await shell.RunAsync("sessions", "drop", key)).Output.Trim());
        Assert.Empty(Directory.GetFiles(shell.CacheFolder, "*.lock").Select(Path.GetFileNameWithoutExtension)
            .Except(Directory.GetFiles(shell.CacheFolder, "*.session").Select(Path.GetFileNameWithoutExtension)));
        Assert.Equal("0 sessions dropped.", (await shell.RunAsync("sessions", "drop", "--expired")).Output.Trim());
        Assert.Equal(1, Shell.Json(await shell.RunAsync("sessions", "drop", "hub", "--json")).GetProperty("dropped").GetInt32()); // shared with production
        Shell.Json(await shell.RunAsync("credentials", "production"));
        Assert.Equal(4, shell.Sts.Calls.Count);
        Assert.Equal(2, Shell.Json(await shell.RunAsync("sessions", "drop", "--all", "--json")).GetProperty("dropped").GetInt32());

        Shell.Refused(await shell.RunAsync("sessions", "drop"), 2, "write what to drop: one of PROFILE, KEY, --all and --expired.");
        Shell.Refused(await shell.RunAsync("sessions", "drop", "prodution"), 2, "did you mean \"production\"?");
    }

    [Fact]
    public async Task Refresh_reads_no_kept_session_and_keeps_the_new_ones()
    {
        await using Shell shell = await Shell.OpenAsync();
        string? first = await KeyAsync(shell);
        string? second = await KeyAsync(shell, "--refresh");
        Assert.NotEqual(first, second);
        Assert.Equal(second, await KeyAsync(shell));
        Assert.Equal(4, shell.Sts.Calls.Count);
    }

    private static async Task<string?> KeyAsync(Shell shell, params string[] more) =>
        Shell.Json(await shell.RunAsync(["credentials", "production", .. more])).GetProperty("AccessKeyId").GetString();

    private static (string? Value, string? From) Setting(JsonElement hop, string name)
    {
        JsonElement setting = hop.GetProperty("settings").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        return (setting.GetProperty("value").GetString(), setting.GetProperty("from").GetString());
    }

    private static async Task<string> AddAsync(Shell shell, string text)
    {
        string config = Path.Combine(shell.Home, ".aws", "config");
        await File.AppendAllTextAsync(config, text, Token);
        return config;
    }
}
