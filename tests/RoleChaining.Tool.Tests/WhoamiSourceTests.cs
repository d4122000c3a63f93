using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary><c>whoami</c> and <c>explain</c> of chains whose first credentials no profile names.</summary>
public sealed class WhoamiSourceTests
{
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("environment")]
    [InlineData("profile of the environment")]
    [InlineData("container")]
    [InlineData("web identity")]
    [InlineData("profile that is a role")]
    public async Task A_chain_from_credentials_that_no_profile_names_is_told_from_what_is_kept(string source)
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = await BeginWithAsync(shell, source);
        JsonElement first = Shell.Json(await shell.RunAsync(["whoami", .. chain, "--json"]));
        JsonElement second = Shell.Json(await shell.RunAsync(["whoami", .. chain, "--check", "--json"]));
        Assert.Equal(["new", "new"], Hops(first).Select(hop => Text(hop, "session")));
        Assert.Equal(["kept", "kept"], Hops(second).Select(hop => Text(hop, "session")));
        Assert.InRange(first.GetProperty("secondsLeft").GetInt32(), 3500, 3600);
        Assert.Equal(Hops(first).Select(hop => Text(hop, "accessKeyId")), Hops(second).Select(hop => Text(hop, "accessKeyId")));
        Assert.All(Hops(second), hop => Assert.True(hop.GetProperty("accepted").GetBoolean()));
        Assert.Equal([Shell.Hub, Shell.Production], shell.Assumes.Select(call => call.RoleArn).TakeLast(2));
        Assert.Equal(2, shell.Assumes.Count(call => call.SessionName != "before"));
    }

    [Fact]
    public async Task A_chain_from_the_environments_keys_that_is_kept_nowhere_is_told_from_this_run()
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = await BeginWithAsync(shell, "environment");
        JsonElement json = Shell.Json(await shell.RunAsync(["whoami", .. chain, "--no-cache", "--check", "--json"]));
        Assert.Equal([("new", true), ("new", true)], Hops(json).Select(hop => (Text(hop, "session"), hop.GetProperty("accepted").GetBoolean())));
    }

    [Theory]
    [InlineData("environment")]
    [InlineData("profile of the environment")]
    public async Task Explain_knows_what_is_kept_for_the_keys_of_the_environment(string source)
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = await BeginWithAsync(shell, source);
        Shell.Json(await shell.RunAsync(["credentials", .. chain]));
        JsonElement json = Shell.Json(await shell.RunAsync(["explain", .. chain, "--json"]));
        Assert.All(Hops(json), hop => Assert.InRange(hop.GetProperty("kept").GetProperty("secondsLeft").GetInt32(), 3500, 3600));
        Assert.Equal(2, shell.Sts.Calls.Count);
        LocalUser other = shell.Sts.AddUser("111111111111", "bob");
        SetKeys(shell, other.Credentials.GetCredentials());
        Assert.Matches(@"(?m)^  kept +no$", (await shell.RunAsync(["explain", .. chain])).Output);
        Assert.DoesNotMatch(@"(?m)^production .* 5[0-9]m", (await shell.RunAsync("profiles")).Output);
    }

    [Fact]
    public async Task The_session_of_a_profile_is_not_that_of_other_keys_in_the_environment()
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = await BeginWithAsync(shell, "profile of the environment");
        JsonElement alices = Shell.Json(await shell.RunAsync(["whoami", .. chain, "--json"]));
        SetKeys(shell, shell.Sts.AddUser("111111111111", "bob").Credentials.GetCredentials());
        JsonElement bobs = Shell.Json(await shell.RunAsync(["whoami", .. chain, "--json"]));
        Assert.NotEqual(Text(Hops(alices)[1], "accessKeyId"), Text(Hops(bobs)[1], "accessKeyId"));
    }

    [Theory]
    [InlineData("AWS_PROFILE", "hub")]
    [InlineData("AWS_DEFAULT_PROFILE", "hub")]
    [InlineData(null, "default")]
    public async Task A_profile_of_the_environment_that_is_a_role_goes_before_its_web_identity_as_for_the_AWS_CLI(string? variable, string profile)
    {
        await using Shell shell = await Shell.OpenAsync();
        string keys = await File.ReadAllTextAsync(Path.Combine(shell.Home, ".aws", "credentials"), Token);
        await BeginWithAsync(shell, "web identity");
        await File.WriteAllTextAsync(
            Path.Combine(shell.Home, ".aws", "config"),
            $"{keys.Replace("default", "profile keys", StringComparison.Ordinal)}\n[profile {profile}]\nrole_arn = {Shell.Hub}\nsource_profile = keys\n",
            Token);
        if (variable is not null)
        {
            shell.Variables[variable] = profile;
        }

        Finished cli = await shell.RunOrSkipAsync("aws", "The AWS CLI is not here.", "sts", "get-caller-identity", "--query", "Arn", "--output", "text");
        Assert.StartsWith("arn:aws:sts::222222222222:assumed-role/HubRole/", cli.Output, StringComparison.Ordinal);
        string source = Text(Shell.Json(await shell.RunAsync("whoami", "--hop", Shell.Production, "--json")), "source");
        Assert.Equal($"profile \"{profile}\"", source);
        Assert.StartsWith("arn:aws:sts::222222222222:assumed-role/HubRole/", shell.Assumes.Last().SignerArn, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Sts.Calls, call => call.Action == "AssumeRoleWithWebIdentity");
    }

    [Theory]
    [InlineData("environment", null, "the environment's keys", "AWS_ACCESS_KEY_ID")]
    [InlineData("environment", "AWS_PROFILE", "the environment's keys", "AWS_ACCESS_KEY_ID, which goes before AWS_PROFILE")]
    [InlineData("web identity", null, "the environment's web identity", "AWS_ROLE_ARN")]
    [InlineData("web identity", "AWS_DEFAULT_PROFILE", "the environment's web identity", "AWS_ROLE_ARN, which goes before AWS_DEFAULT_PROFILE")]
    [InlineData("container", null, "the AWS SDK's default credentials", "default")]
    public async Task Explain_and_whoami_name_the_credentials_that_no_profile_names(string source, string? variable, string words, string origin)
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = await BeginWithAsync(shell, source);
        if (variable is not null)
        {
            await File.AppendAllTextAsync(Path.Combine(shell.Home, ".aws", "config"), "\n[profile keys]\naws_access_key_id = A\naws_secret_access_key = s\n", Token);
            shell.Variables[variable] = "keys";
        }

        JsonElement explained = Shell.Json(await shell.RunAsync(["explain", .. chain, "--json"])).GetProperty("settings").EnumerateArray()
            .Single(setting => Text(setting, "name") == "source");
        Assert.Equal((words, origin), (Text(explained, "value"), Text(explained, "from")));
        Assert.Equal(words, Text(Shell.Json(await shell.RunAsync(["whoami", .. chain, "--json"])), "source"));
    }

    [Theory]
    [InlineData("carol", "carol")]
    [InlineData(null, "USER")]
    [InlineData("", "USER")]
    public async Task The_session_of_a_web_identity_has_the_users_name_too(string? variable, string expected)
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = await BeginWithAsync(shell, "web identity");
        string file = shell.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"]!;
        string config = $"[profile build]\nrole_arn = arn:aws:iam::111111111111:role/Build\nweb_identity_token_file = {file}\n[profile next]\nrole_arn = {Shell.Hub}\nsource_profile = build\n";
        await File.WriteAllTextAsync(Path.Combine(shell.Home, ".aws", "config"), config, Token);
        shell.Variables["AWS_ROLE_SESSION_NAME"] = variable;
        string name = expected == "USER" ? Regex.Replace(Environment.UserName, "[^A-Za-z0-9_+=,.@-]", "-") : expected;
        Shell.Json(await shell.RunAsync(["whoami", .. chain, "--json", "--no-cache"]));
        (shell.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"], shell.Variables["AWS_ROLE_ARN"]) = (null, null);
        Shell.Json(await shell.RunAsync("whoami", "next", "--json", "--no-cache"));
        Assert.Equal([name, name, name, name, name], shell.Sts.Calls.Select(call => call.SessionName));
        Assert.Equal(2, shell.Sts.Calls.Count(call => call.Action == "AssumeRoleWithWebIdentity"));
    }

    [Fact]
    public async Task A_web_identity_that_no_call_can_use_is_told_by_explain()
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] chain = await BeginWithAsync(shell, "web identity");
        shell.Variables["AWS_ROLE_ARN"] = "Build";
        Shell.Refused(await shell.RunAsync(["explain", .. chain]), 2, "AWS_ROLE_ARN is \"Build\", which is not the ARN of an IAM role");
        shell.Variables["AWS_ROLE_ARN"] = "arn:aws-cn:iam::111111111111:role/Build";
        Shell.Refused(await shell.RunAsync(["whoami", .. chain]), 2, "a role of partition aws, but the chain began in aws-cn");
        Assert.Empty(shell.Sts.Calls);
    }

    /// <summary>Lets the chain of the article begin elsewhere.</summary>
    /// <returns>The chain.</returns>
    private static async Task<string[]> BeginWithAsync(Shell shell, string source)
    {
        string[] chain = ["--hop", Shell.Hub, "--hop", Shell.Production];
        string credentials = Path.Combine(shell.Home, ".aws", "credentials");
        string config = Path.Combine(shell.Home, ".aws", "config");
        switch (source)
        {
            case "environment" or "profile of the environment":
                SetKeys(shell, shell.Alice.Credentials.GetCredentials());
                File.Delete(credentials);
                if (source != "environment")
                {
                    await File.WriteAllTextAsync(
                        config,
                        $"""
                        [profile hub]
                        role_arn = {Shell.Hub}
                        credential_source = Environment

                        [profile production]
                        role_arn = {Shell.Production}
                        source_profile = hub
                        """,
                        Token);
                    chain = ["production"];
                }

                break;
            case "profile that is a role":
                shell.Sts.AddRole("arn:aws:iam::111111111111:role/Before", Trust("""{ "AWS": "111111111111" }"""), Everything);
                await File.AppendAllTextAsync(
                    config,
                    "\n[profile before]\nrole_arn = arn:aws:iam::111111111111:role/Before\nsource_profile = default\nrole_session_name = before\n",
                    Token);
                shell.Variables["AWS_PROFILE"] = "before";
                break;
            case "container":
                File.Delete(credentials);
                LocalRole task = shell.Sts.AddRole(
                    "arn:aws:iam::111111111111:role/Task", Trust("""{ "Service": "ecs-tasks.amazonaws.com" }"""), Everything);
                foreach ((string name, string value) in shell.Sts.ServeContainerRole(task))
                {
                    shell.Variables[name] = value;
                }

                break;
            default:
                File.Delete(credentials);
                LocalOidcProvider provider = shell.Sts.AddOidcProvider("111111111111", "https://token.example.com");
                shell.Sts.AddRole(
                    "arn:aws:iam::111111111111:role/Build",
                    $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""",
                    Everything);
                string token = Path.Combine(shell.Home, "token.jwt");
                await File.WriteAllTextAsync(token, provider.IssueToken("build"), Token);
                (shell.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"], shell.Variables["AWS_ROLE_ARN"]) = (token, "arn:aws:iam::111111111111:role/Build");
                break;
        }

        return chain;
    }

    private static string Trust(string principal) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{{principal}},"Action":"sts:AssumeRole"}]}""";

    private static void SetKeys(Shell shell, ImmutableCredentials keys) =>
        (shell.Variables["AWS_ACCESS_KEY_ID"], shell.Variables["AWS_SECRET_ACCESS_KEY"]) = (keys.AccessKey, keys.SecretKey);

    private static JsonElement[] Hops(JsonElement json) => [.. json.GetProperty("hops").EnumerateArray()];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
