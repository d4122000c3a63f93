using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary><c>role-chain sts</c>: a server until it is told to stop.</summary>
public sealed class StsTests
{
    private const string ContainerTrust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task It_prints_its_endpoint_answers_and_ends_with_the_signal(int signal)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Signals are sent by libc here.");
        }

        UnixSignal.SkipIfIgnored(signal);
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(
            file,
            $$"""{ "users": [ { "account": "111111111111", "name": "bob", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" } ] }""",
            Token);
        using Process process = shell.Start("sts", "--port", "0", "--config", file);
        string line = (await process.StandardOutput.ReadLineAsync(Token))!;
        Assert.StartsWith("export AWS_ENDPOINT_URL=http://127.0.0.1:", line, StringComparison.Ordinal);
        using HttpClient http = new();
        using HttpResponseMessage response = await http.GetAsync(line.Split('=')[1], Token);
        Assert.True((int)response.StatusCode is >= 200 and < 500);
        Assert.Equal(0, UnixSignal.Send(process.Id, signal));
        Finished finished = await Shell.WaitAsync(process);
        Assert.Equal(0, finished.ExitCode);
    }

    [Fact]
    public async Task Without_accounts_of_its_own_it_has_the_demos_and_tells_the_keys_as_JSON_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start("sts", "--json");
        using JsonDocument json = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Token))!);
        foreach (string name in (string[])["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        {
            shell.Variables[name] = json.RootElement.GetProperty(name).GetString();
        }

        Finished finished = await shell.RunAsync("credentials", "--format", "json", "--hop", Shell.Hub, "--hop", Shell.Production);
        Assert.StartsWith("arn:aws:sts::333333333333:assumed-role/ProductionRole/", Shell.Json(finished).GetProperty("AssumedRoleArn").GetString(), StringComparison.Ordinal);
        process.Kill();
    }

    [Theory]
    [InlineData("aws-cn", "cn-north-1")]
    [InlineData("aws-eusc", "eusc-de-east-1")]
    public async Task It_prints_the_region_of_the_partition_and_every_key_that_it_made(string partition, string region)
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(
            file,
            """
            { "users": [ { "account": "111111111111", "name": "alice", "partition": "PARTITION" }, { "account": "111111111111", "name": "bob", "partition": "PARTITION" },
                         { "account": "111111111111", "name": "carol", "partition": "PARTITION", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "not-printed" } ],
              "rootUsers": [ { "account": "222222222222", "partition": "PARTITION" } ] }
            """.Replace("PARTITION", partition, StringComparison.Ordinal),
            Token);
        using Process process = shell.Start("sts", "--config", file);
        List<string> lines = [];
        while (lines.Count < 7)
        {
            lines.Add((await process.StandardOutput.ReadLineAsync(Token))!);
        }

        process.Kill();
        Assert.Matches("^export AWS_ACCESS_KEY_ID=AKIA\\w{16}$", lines[0]);
        Assert.StartsWith("export AWS_SECRET_ACCESS_KEY=", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("export AWS_ENDPOINT_URL=http://127.0.0.1:", lines[2], StringComparison.Ordinal);
        Assert.Equal([$"export AWS_REGION={region}", $"export AWS_DEFAULT_REGION={region}"], lines[3..5]);
        Assert.Matches($"^# arn:{partition}:iam::111111111111:user/bob: AWS_ACCESS_KEY_ID=AKIA\\w{{16}} AWS_SECRET_ACCESS_KEY=\\S{{40}}$", lines[5]);
        Assert.Matches($"^# arn:{partition}:iam::222222222222:root: AWS_ACCESS_KEY_ID=", lines[6]);
    }

    [Theory]
    [InlineData("powershell", "^\\$Env:AWS_ACCESS_KEY_ID = 'AKIA\\w{16}'$", "# ")]
    [InlineData("windows-cmd", "^set AWS_ACCESS_KEY_ID=AKIA\\w{16}$", "rem ")]
    [InlineData("fish", "^set -gx AWS_ACCESS_KEY_ID 'AKIA\\w{16}'$", "# ")]
    [InlineData("env-no-export", "^AWS_ACCESS_KEY_ID=AKIA\\w{16}$", "# ")]
    public async Task It_speaks_to_other_shells_too(string format, string first, string comment)
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(
            file, """{ "users": [ { "account": "111111111111", "name": "alice" }, { "account": "111111111111", "name": "bob" } ] }""", Token);
        using Process process = shell.Start("sts", "--config", file, "--format", format);
        List<string> lines = [];
        while (lines.Count < 6)
        {
            lines.Add((await process.StandardOutput.ReadLineAsync(Token))!);
        }

        process.Kill();
        Assert.Matches(first, lines[0]);
        Assert.StartsWith(comment + "arn:aws:iam::111111111111:user/bob: ", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_for_no_shell_is_refused()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Refused(await shell.RunAsync("sts", "--format", "ini"), 2, "Must be one of:");
    }

    [Fact]
    public async Task A_token_of_a_running_server_opens_a_role()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(
            file,
            """
            { "users": [ { "account": "111111111111", "name": "bob", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "secret" } ],
              "oidcProviders": [ { "account": "222222222222", "issuer": "https://token.example.com" } ],
              "roles": [ { "arn": "arn:aws:iam::222222222222:role/Build", "trust": { "Version": "2012-10-17", "Statement": { "Effect": "Allow",
                "Principal": { "Federated": "arn:aws:iam::222222222222:oidc-provider/token.example.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": { "StringEquals": { "token.example.com:sub": "build", "token.example.com:email": "a@b" } } } } } ] }
            """,
            Token);
        using Process process = shell.Start("sts", "--control", "--json", "--config", file);
        using JsonDocument settings = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Token))!);
        Shell.Refused(await shell.RunAsync("sts", "token", "--subject", "build"), 2, "--control-url or set ROLE_CHAINING_CONTROL_URL");
        foreach (JsonProperty setting in settings.RootElement.EnumerateObject())
        {
            shell.Variables[setting.Name] = setting.Value.GetString();
        }

        Finished issued = await shell.RunAsync("sts", "token", "--subject", "build", "--claims", """{"email":"a@b"}""");
        Assert.Equal((0, ""), (issued.ExitCode, issued.Error));
        using AmazonSecurityTokenServiceClient client = new(
            new AnonymousAWSCredentials(),
            new AmazonSecurityTokenServiceConfig { ServiceURL = shell.Variables["AWS_ENDPOINT_URL"], AuthenticationRegion = "us-east-1" });
        AssumeRoleWithWebIdentityResponse opened = await client.AssumeRoleWithWebIdentityAsync(
            new() { RoleArn = "arn:aws:iam::222222222222:role/Build", RoleSessionName = "tests", WebIdentityToken = issued.Output.Trim() }, Token);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/Build/tests", opened.AssumedRoleUser.Arn);

        Shell.Refused(await shell.RunAsync("sts", "token", "--claims", "[]"), 2, "--claims is to be a JSON object");
        Shell.Refused(await shell.RunAsync("sts", "token", "--issuer", "https://other.example.com"), 2, "There is no such provider");
        Shell.Refused(await shell.RunAsync("sts", "token", "--control-url", "https://example.com"), 2, "is not a control URL");
        shell.Variables["ROLE_CHAINING_CONTROL_TOKEN"] = "another-token-than-the-servers";
        Finished refused = Shell.Refused(await shell.RunAsync("sts", "token"), 1, "answers 401");
        Assert.DoesNotContain("another-token", refused.Error, StringComparison.Ordinal);
        process.Kill();
    }

    [Fact]
    public async Task A_folder_for_the_trail_that_cannot_be_written_to_is_told_at_the_start()
    {
        await using Shell shell = await Shell.OpenAsync();
        string folder = Path.Combine(shell.Home, ".aws", "config", "trail");
        Shell.Refused(await shell.RunAsync("sts", "--trail", folder), 2, $"--trail: {folder} is no folder that can be written to");
    }

    [Fact]
    public async Task The_example_by_which_a_token_is_used_works()
    {
        await using Shell shell = await Shell.OpenAsync();
        LocalOidcProvider provider = shell.Sts.AddOidcProvider("111111111111", "https://token.example.com");
        shell.Sts.AddRole(
            "arn:aws:iam::111111111111:role/Build",
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");
        string file = Path.Combine(shell.Home, "token.jwt");
        await File.WriteAllTextAsync(file, provider.IssueToken("build"), Token);
        (shell.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"], shell.Variables["AWS_ROLE_ARN"]) = (file, "arn:aws:iam::111111111111:role/Build");

        string help = (await shell.RunAsync("sts", "token", "--help")).Output;
        string words = Regex.Match(help, "AWS_WEB_IDENTITY_TOKEN_FILE=token.jwt AWS_ROLE_ARN=arn:... role-chain (.+)").Groups[1].Value.TrimEnd();
        string[] command = [.. words.Split(' ').Select(word => word == "arn:..." ? Shell.Hub : word)];
        Assert.Equal("222222222222", Shell.Json(await shell.RunAsync([.. command, "--json"])).GetProperty("account").GetString());
    }

    [Theory]
    [InlineData("222222222222=template.json")]
    [InlineData("222222222222=.")]
    [InlineData("plan")]
    public async Task It_takes_a_plan_with_the_account_that_it_is_for_and_a_folder(string config)
    {
        await using Shell shell = await Shell.OpenAsync();
        string folder = Path.Combine(shell.Home, "plan");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, config == "plan" ? "accounts.json" : "template.json"),
            config == "plan"
                ? """{ "roles": [ { "arn": "arn:aws:iam::222222222222:role/Planned", "trust": TRUST } ] }""".Replace("TRUST", ContainerTrust, StringComparison.Ordinal)
                : """{ "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "Planned", "AssumeRolePolicyDocument": TRUST } } } }""".Replace("TRUST", ContainerTrust, StringComparison.Ordinal),
            Token);
        string given = config == "plan" ? folder : config.Replace("=", $"={folder}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        using Process process = shell.Start("sts", "--json", "--config", given, "--container-role", "arn:aws:iam::222222222222:role/Planned");
        string? line = await process.StandardOutput.ReadLineAsync(Token);
        process.Kill();
        Assert.Contains("AWS_CONTAINER_CREDENTIALS_FULL_URI", line ?? await process.StandardError.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_with_an_account_that_is_none_is_told()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Refused(await shell.RunAsync("sts", "--config", "22222222222=plan.json"), 2, "22222222222 is no account id, which has 12 digits");
        Shell.Refused(await shell.RunAsync("sts", "--config", "222222222222=nowhere.json"), 2, "222222222222=nowhere.json cannot be read");
    }

    [Theory]
    [InlineData("""{ "usres": [] }""", "usres is not a known key")]
    [InlineData("{", "is not valid JSON")]
    public async Task A_configuration_at_fault_is_told_and_nothing_is_started(string json, string error)
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(file, json, Token);
        Shell.Refused(await shell.RunAsync("sts", "--config", file), 2, error);
        Shell.Refused(await shell.RunAsync("sts", "--config", "nowhere.json"), 2, "nowhere.json cannot be read");
        Shell.Refused(await shell.RunAsync("sts", "--port", "70000"), 2, "--port is 70000");
    }
}
