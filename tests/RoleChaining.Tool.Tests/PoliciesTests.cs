using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace RoleChaining.Tool;

/// <summary><c>role-chain policies</c>, <c>check</c>, <c>paths</c> and <c>graph</c>: all of them without a call.</summary>
public sealed class PoliciesTests
{
    private const string Alice = "arn:aws:iam::111111111111:user/alice";

    private static readonly string[] Chain = ["--hop", Shell.Hub, "--session-name", "hub", "--external-id", "x/7", "--hop", Shell.Production];

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_printed_accounts_are_those_of_an_STS_in_which_the_chain_works()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished policies = await shell.RunAsync(["policies", "--source", Alice, .. Chain]);
        Assert.Equal((0, ""), (policies.ExitCode, policies.Error));

        using Process sts = shell.Start("sts", "--json", "--config", "-");
        await sts.StandardInput.WriteAsync(policies.Output.AsMemory(), Token);
        sts.StandardInput.Close();
        using JsonDocument settings = JsonDocument.Parse((await sts.StandardOutput.ReadLineAsync(Token))!);
        foreach (JsonProperty setting in settings.RootElement.EnumerateObject())
        {
            shell.Variables[setting.Name] = setting.Value.GetString();
        }

        Finished credentials = await shell.RunAsync(["credentials", "--format", "json", "--no-cache", .. Chain]);
        sts.Kill();

        Assert.StartsWith(
            "arn:aws:sts::333333333333:assumed-role/ProductionRole/",
            Shell.Json(credentials).GetProperty("AssumedRoleArn").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_a_role_begins_works_in_an_STS_that_serves_the_role()
    {
        const string Dev = "arn:aws:iam::111111111111:role/teams/Dev";
        await using Shell shell = await Shell.OpenAsync();
        Finished policies = await shell.RunAsync(["policies", "--source", Dev, .. Chain]);
        Assert.Contains($"role-chain sts --container-role {Dev} serves its credentials", policies.Error, StringComparison.Ordinal);
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(file, policies.Output, Token);
        Shell.Refused(await shell.RunAsync("sts", "--config", file, "--container-role", "arn:aws:iam::111111111111:role/Dev"), 2, "there is no role");
        Shell.Refused(await shell.RunAsync("sts", "--config", file, "--container-role", Shell.Hub), 2, "does not let ecs-tasks.amazonaws.com");

        using Process sts = shell.Start("sts", "--json", "--config", file, "--container-role", Dev);
        using JsonDocument settings = JsonDocument.Parse((await sts.StandardOutput.ReadLineAsync(Token))!);
        foreach (JsonProperty setting in settings.RootElement.EnumerateObject())
        {
            shell.Variables[setting.Name] = setting.Value.GetString();
        }

        File.Delete(Path.Combine(shell.Home, ".aws", "credentials"));
        Finished credentials = await shell.RunAsync(["credentials", "--format", "json", "--no-cache", .. Chain]);
        sts.Kill();

        Assert.StartsWith(
            "arn:aws:sts::333333333333:assumed-role/ProductionRole/",
            Shell.Json(credentials).GetProperty("AssumedRoleArn").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_source_says_so()
    {
        await using Shell shell = await Shell.OpenAsync();

        Finished policies = await shell.RunAsync(["policies", .. Chain]);

        Assert.Equal(0, policies.ExitCode);
        Assert.Contains("SOURCE_PRINCIPAL_ARN stands for who begins the chain", policies.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "allowed", 0)]
    [InlineData("", "denied", 1)]
    [InlineData("sts:AssumeRole", "allowed", 1)]
    [InlineData("sts:AssumeRole", "denied", 0)]
    public async Task Check_ends_with_0_as_expected_and_with_1_otherwise(string removed, string expected, int exitCode)
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => removed.Length == 0 ? text : text.Replace(removed, "sts:Nothing", StringComparison.Ordinal));

        Finished check = await shell.RunAsync(["check", "--source", Alice, "--iam", file, "--expect", expected, .. Chain]);

        Assert.True(check.ExitCode == exitCode, check.Output + check.Error);
        Assert.EndsWith(removed.Length == 0 ? "allowed" : "denied", check.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "--source", Alice, "--iam", "accounts.json")]
    [InlineData("check", "--source", Alice, "--iam", "accounts.json", "--expect", "unknown")]
    [InlineData("policies")]
    [InlineData("graph")]
    public async Task A_chain_that_assumes_no_role_is_refused_since_nothing_could_be_said_of_it(params string[] command)
    {
        await using Shell shell = await Shell.OpenAsync();
        await WriteAccountsAsync(shell, text => text);
        string[] words = [.. command.Select(word => word == "accounts.json" ? Path.Combine(shell.Home, word) : word)];
        string web = "\n[profile web]\nrole_arn = arn:aws:iam::111111111111:role/Web\nweb_identity_token_file = token.jwt\n";
        await File.AppendAllTextAsync(Path.Combine(shell.Home, ".aws", "config"), web, Token);

        Shell.Refused(await shell.RunAsync([.. words, "--profile", "web"]), 2, "the chain assumes no role: profile \"web\" gives");

        shell.Variables["AWS_PROFILE"] = "default";
        Shell.Refused(await shell.RunAsync(words), 2, "profile \"default\", which AWS_PROFILE names, gives");

        string file = Path.Combine(shell.Home, "direct.json");
        await File.WriteAllTextAsync(file, """{ "SourceProfile": "default", "UseSourceDirectly": true }""", Token);
        Shell.Refused(await shell.RunAsync([.. words, "--config", file]), 2, "UseSourceDirectly is true");
    }

    [Fact]
    public async Task Check_says_hop_action_side_and_the_statement_that_is_missing()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => text.Replace($"\"Resource\": \"{Shell.Production}\"", "\"Resource\": \"arn:aws:iam::333333333333:role/Other\"", StringComparison.Ordinal));

        Finished check = await shell.RunAsync(["check", "--source", Alice, "--iam", file, .. Chain]);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains("ok       hop 1: ", check.Output, StringComparison.Ordinal);
        Assert.Contains($"DENIED   hop 2: arn:aws:sts::222222222222:assumed-role/HubRole/hub -> {Shell.Production}", check.Output, StringComparison.Ordinal);
        Assert.Contains("sts:AssumeRole is denied by identity: ", check.Output, StringComparison.Ordinal);
        Assert.Contains($$"""{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{{Shell.Production}}"}""", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ends_with_4_where_something_is_missing_and_names_it()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(
            shell, text => text.Replace($"\"arn\": \"{Shell.Production}\"", "\"arn\": \"arn:aws:iam::333333333333:role/Other\"", StringComparison.Ordinal));
        string[] check = ["check", "--source", Alice, "--iam", file, .. Chain];

        Finished json = await shell.RunAsync([.. check, "--json"]);

        Assert.Equal(4, json.ExitCode);
        using JsonDocument report = JsonDocument.Parse(json.Output);
        Assert.Equal("unknown", report.RootElement.GetProperty("outcome").GetString());
        Assert.Contains(Shell.Production, report.RootElement.GetProperty("missing").ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await shell.RunAsync([.. check, "--expect", "unknown"])).ExitCode);
    }

    [Fact]
    public async Task A_network_key_is_given_on_the_command_line()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => text.Replace("\"sts:ExternalId\": \"x/7\"", "\"aws:SourceIp\": \"10.0.0.1\"", StringComparison.Ordinal));
        string[] check = ["check", "--source", Alice, "--iam", file, .. Chain];

        Assert.Equal(4, (await shell.RunAsync(check)).ExitCode);
        Assert.Equal(0, (await shell.RunAsync([.. check, "--context", "aws:SourceIp=10.0.0.1"])).ExitCode);
        Assert.Equal(1, (await shell.RunAsync([.. check, "--context", "aws:SourceIp=10.0.0.2"])).ExitCode);
        Shell.Refused(await shell.RunAsync([.. check, "--context", "aws:SourceIp"]), 2, "--context aws:SourceIp is without its key or =");
        Shell.Refused(await shell.RunAsync([.. check, "--context", "SourceIp=10.0.0.1"]), 2, "--context SourceIp is no condition key");
        Shell.Refused(await shell.RunAsync([.. check, "--context", "sts:ExternalId=x"]), 2, "the chain tells that itself");
    }

    [Fact]
    public async Task JUnit_has_a_test_for_each_hop()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => text.Replace("hub", "another", StringComparison.Ordinal));

        Finished check = await shell.RunAsync(["check", "--junit", "--source", Alice, "--iam", file, .. Chain]);

        XElement suite = XElement.Parse(check.Output);
        Assert.Equal(("2", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Contains("sts:RoleSessionName", Assert.Single(suite.Descendants("failure")).Value, StringComparison.Ordinal);
        Assert.Contains("note: No service control policies are given", suite.Element("system-out")!.Value, StringComparison.Ordinal);
        Shell.Refused(
            await shell.RunAsync(["check", "--junit", "--json", "--source", Alice, "--iam", file, .. Chain]), 2, "--json and --junit are given; choose one");
    }

    [Theory]
    [InlineData("--source", "alice", "--source: \"alice\" is not the ARN")]
    [InlineData("--expect", "perhaps", "perhaps")]
    [InlineData("--iam", "/nothing/there.json", "--iam: ")]
    public async Task A_wrong_command_line_ends_with_2(string option, string value, string error)
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => text);
        Dictionary<string, string> options = new() { ["--source"] = Alice, ["--iam"] = file, [option] = value };

        Finished check = await shell.RunAsync(["check", .. options.SelectMany(given => (string[])[given.Key, given.Value]), .. Chain]);

        Shell.Refused(check, 2, error);
    }

    [Fact]
    public async Task The_role_of_a_web_identity_is_the_source_where_none_is_given()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => text.Replace(Alice, "arn:aws:iam::111111111111:role/Pod", StringComparison.Ordinal));
        shell.Variables["AWS_ACCESS_KEY_ID"] = null;
        Shell.Refused(await shell.RunAsync(["check", "--iam", file, .. Chain]), 2, "--source is missing");

        shell.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/var/run/token";
        shell.Variables["AWS_ROLE_ARN"] = "arn:aws:iam::111111111111:role/Pod";
        Finished check = await shell.RunAsync(["check", "--expect", "unknown", "--iam", file, .. Chain]);

        Assert.Contains("hop 1: arn:aws:iam::111111111111:role/Pod -> ",check.Output, StringComparison.Ordinal);
        Assert.Contains("not known: arn:aws:iam::111111111111:role/Pod (in no file)", check.Output, StringComparison.Ordinal);
        Assert.Equal(0, check.ExitCode);

        shell.Variables["AWS_ACCESS_KEY_ID"] = "";
        Assert.Equal(0, (await shell.RunAsync(["check", "--expect", "unknown", "--iam", file, .. Chain])).ExitCode);
        shell.Variables["AWS_PROFILE"] = "hub"; // a role, which goes before a web identity
        Shell.Refused(await shell.RunAsync(["check", "--iam", file, .. Chain]), 2, "--source is missing");
        Shell.Refused(await shell.RunAsync("check", "--iam", file), 2, "--source is missing");
    }

    [Fact]
    public async Task A_file_of_no_known_form_is_wrong()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "other.json");
        await File.WriteAllTextAsync(file, """{ "anything": true }""", Token);

        Shell.Refused(await shell.RunAsync(["check", "--source", Alice, "--iam", file, .. Chain]), 2, "other.json is of no form that is known");
    }

    [Fact]
    public async Task A_file_comes_by_standard_input()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => text);

        using Process check = shell.Start(["check", "--source", Alice, "--iam", "-", .. Chain]);
        await check.StandardInput.WriteAsync((await File.ReadAllTextAsync(file, Token)).AsMemory(), Token);
        Finished finished = await Shell.WaitAsync(check);

        Assert.True(finished.ExitCode == 0, finished.Output + finished.Error);
    }

    [Fact]
    public async Task Terraform_and_CloudFormation_go_to_a_folder()
    {
        await using Shell shell = await Shell.OpenAsync();
        string folder = Path.Combine(shell.Home, "out");
        string[] policies = ["policies", "--source", Alice, "--output", folder, .. Chain];

        Assert.Equal(0, (await shell.RunAsync([.. policies, "--terraform"])).ExitCode);
        Assert.Equal(0, (await shell.RunAsync([.. policies, "--cloudformation"])).ExitCode);
        Shell.Refused(await shell.RunAsync([.. policies, "--terraform", "--cloudformation"]), 2, "choose one");

        Assert.Equal(
            ["111111111111.yaml", "222222222222.yaml", "333333333333.yaml", "role-chain.tf"],
            Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Policies_are_written_into_a_folder_of_the_home_and_one_that_cannot_be_written_to_is_named()
    {
        await using Shell shell = await Shell.OpenAsync();
        Assert.Equal(0, (await shell.RunAsync(["policies", "--output=~/policies", .. Chain])).ExitCode);
        Assert.Equal("accounts.json", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(Path.Combine(shell.Home, "policies")))));

        string folder = Path.Combine(shell.Home, ".aws", "config", "policies");
        Shell.Refused(
            await shell.RunAsync(["policies", "--output", folder, .. Chain]), 2, $"--output: {folder} is no folder that can be written to");
    }

    [Fact]
    public async Task Paths_and_pictures_are_printed()
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = await WriteAccountsAsync(shell, text => text);
        string[] paths = ["paths", "--iam", file, "--to", Shell.Production];

        Finished text = await shell.RunAsync(paths);
        Assert.Contains($"2 hops  {Alice} -> {Shell.Hub} -> {Shell.Production}", text.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 paths", text.Output.TrimEnd(), StringComparison.Ordinal);
        JsonElement json = Shell.Json(await shell.RunAsync([.. paths, "--json", "--from", Alice]));
        Assert.Equal("the external id", json.GetProperty("paths")[0].GetProperty("hops")[0].GetProperty("conditions")[0].GetString());
        string session = Shell.Hub.Replace(":iam:", ":sts:", StringComparison.Ordinal).Replace(":role/", ":assumed-role/", StringComparison.Ordinal) + "/x";
        Assert.Contains($"{session} -> {Shell.Production}", (await shell.RunAsync([.. paths, "--from", session])).Output, StringComparison.Ordinal);
        Assert.StartsWith("flowchart LR\n", (await shell.RunAsync([.. paths, "--mermaid"])).Output, StringComparison.Ordinal);
        Assert.StartsWith("digraph paths {\n", (await shell.RunAsync([.. paths, "--dot"])).Output, StringComparison.Ordinal);
        Assert.StartsWith("flowchart LR\n", (await shell.RunAsync(["graph", .. Chain])).Output, StringComparison.Ordinal);
        Assert.StartsWith("digraph chain {\n", (await shell.RunAsync(["graph", "--dot", .. Chain])).Output, StringComparison.Ordinal);
        Shell.Refused(await shell.RunAsync([.. paths, "--from", "garbage"]), 2, "--from: \"garbage\" is neither an ARN");
        Assert.Contains("more than 1 paths", (await shell.RunAsync([.. paths, "--limit", "1"])).Error, StringComparison.Ordinal);
        Shell.Refused(await shell.RunAsync("paths", "--iam", file, "--to", "arn:aws:iam::1:role/X"), 2, "no file has a role arn:aws:iam::1:role/X; the files have 2 others");
        Shell.Refused(
            await shell.RunAsync("paths", "--iam", file, "--to", "arn:aws:iam::111111111111:role/productionrole"), 2, $"the files have {Shell.Production}.");
        Shell.Refused(await shell.RunAsync([.. paths, "--dot", "--mermaid"]), 2, "--mermaid and --dot are given; choose one");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_search_for_paths()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Signals are sent by libc here.");
        }

        UnixSignal.SkipIfIgnored(2);
        await using Shell shell = await Shell.OpenAsync();
        string trust = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:*"}}""";
        string policy = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}""";
        IEnumerable<string> roles = Enumerable.Range(1, 12).Select(
            number => $$"""{ "arn": "arn:aws:iam::111111111111:role/R{{number}}", "trust": {{trust}}, "policies": [ {{policy}} ] }""");
        string file = Path.Combine(shell.Home, "roles.json");
        await File.WriteAllTextAsync(file, $$"""{ "roles": [ {{string.Join(",", roles)}} ] }""", Token);

        // Roles that trust each other have more paths than anybody can wait for.
        using Process paths = shell.Start(
            "paths", "--iam", file, "--to", "arn:aws:iam::111111111111:role/R1", "--max-hops", "12", "--limit", "2000000000");
        Assert.NotNull(await paths.StandardOutput.ReadLineAsync(Token));
        Assert.Equal(0, UnixSignal.Send(paths.Id, 2));
        Finished finished = await Shell.WaitAsync(paths);

        Assert.Equal(130, finished.ExitCode);
        Assert.DoesNotContain("Unhandled", finished.Error, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAccountsAsync(Shell shell, Func<string, string> change)
    {
        Finished policies = await shell.RunAsync(["policies", "--source", Alice, .. Chain]);
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(file, change(policies.Output), Token);
        return file;
    }
}
