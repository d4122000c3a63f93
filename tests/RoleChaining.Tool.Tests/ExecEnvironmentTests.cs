using System.Globalization;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary>What the command of <c>exec</c> finds in its environment and files.</summary>
public sealed class ExecEnvironmentTests
{
    private const string ProductionSession = "arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    public ExecEnvironmentTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands of these tests are a POSIX shell's.");

    [Fact]
    public async Task A_folder_of_temporary_files_that_is_not_there_is_told_by_its_variable()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The folder has another variable here, and the runtime needs it.");
        }

        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["TMPDIR"] = Path.Combine(shell.Home, "nowhere");
        Finished refused = Shell.Refused(await shell.RunAsync("exec", "hub", "--", "true"), 2, "nowhere/ is no folder that can be written to");
        Assert.Contains("Set TMPDIR to one that is there", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_that_an_SDK_would_take_for_another_identity()
    {
        await using Shell shell = await Shell.OpenAsync();
        foreach (string name in (string[])["AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_CREDENTIAL_FILE", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION", "AWS_DEFAULT_PROFILE"])
        {
            shell.Variables[name] = "another's";
        }

        Dictionary<string, string> variables = await EnvironmentAsync(shell, "exec", "production", "--", "env");
        Assert.DoesNotContain("another's", variables.Values);
        Assert.Equal(["AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_CREDENTIALS_FULL_URI"], variables.Keys.Where(name => name.StartsWith("AWS_CONTAINER", StringComparison.Ordinal)).Order());
        Assert.Equal("production", variables["ROLE_CHAIN"]);
    }

    [Theory]
    [InlineData(null, "eu-north-1")]
    [InlineData("us-east-2", "us-east-2")]
    public async Task The_region_that_another_chain_has_left_in_the_shell_is_not_taken_for_the_users(string? own, string region)
    {
        await using Shell shell = await Shell.OpenAsync();
        await EditAsync(shell, config => config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal));
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = ("eu-central-1", "eu-central-1");
        (shell.Variables["ROLE_CHAIN_ASSUMED"], shell.Variables["ROLE_CHAIN_OWN_AWS_REGION"]) = ("1", own);

        Dictionary<string, string> variables = await EnvironmentAsync(shell, "exec", "production", "--", "env");

        Assert.Equal(region, variables["AWS_REGION"]);
        Assert.DoesNotContain("eu-central-1", variables.Values);
    }

    [Fact]
    public async Task The_profiles_settings_come_along_and_nobodys_keys()
    {
        await using Shell shell = await Shell.OpenAsync();
        await EditAsync(shell, config => config.Replace(
            "[profile production]",
            $"""
            [profile production]
            region = eu-central-1
            output = json
            endpoint_url = {shell.Sts.Endpoint}
            use_fips_endpoint = false
            s3 =
              max_concurrent_requests = 20
            my_password = hidden
            """,
            StringComparison.Ordinal));
        foreach (string name in (string[])["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"])
        {
            shell.Variables[name] = null;
        }

        Finished finished = await shell.RunAsync("exec", "production", "--", "sh", "-c", "cat $AWS_CONFIG_FILE; echo; echo $AWS_REGION $AWS_DEFAULT_REGION $AWS_ENDPOINT_URL; cat $AWS_SHARED_CREDENTIALS_FILE");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.StartsWith(
            $"[default]\nregion = eu-central-1\noutput = json\nendpoint_url = {shell.Sts.Endpoint}\nuse_fips_endpoint = false\ns3 = \n  max_concurrent_requests = 20\n[profile", finished.Output, StringComparison.Ordinal);
        Assert.Contains($"\neu-central-1 eu-central-1 {shell.Sts.Endpoint}\n", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Alice.AccessKeyId, finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_the_user_has_set_stays()
    {
        await using Shell shell = await Shell.OpenAsync();
        await EditAsync(shell, config => config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal));
        shell.Variables["AWS_REGION"] = "eu-west-3";
        shell.Variables["AWS_DEFAULT_REGION"] = "eu-central-1";
        Dictionary<string, string> variables = await EnvironmentAsync(shell, "exec", "production", "--", "env");
        Assert.Equal(("eu-west-3", "eu-central-1"), (variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]));
    }

    [Theory]
    [InlineData(null, "us-east-1", "--region eu-west-3", "eu-west-3")]
    [InlineData("us-east-1", null, "--region eu-west-3", "eu-west-3")]
    [InlineData("us-east-1", "us-east-1", "--region eu-west-3", "eu-west-3")]
    [InlineData("", "", "--region eu-west-3", "eu-west-3")]
    [InlineData("", "", "", "eu-north-1")]
    [InlineData("", "us-east-1", "", "us-east-1")]
    [InlineData("us-east-1", null, "", "us-east-1")]
    public async Task The_command_has_one_region(string? variable, string? older, string option, string expected)
    {
        await using Shell shell = await Shell.OpenAsync();
        await EditAsync(shell, config => config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal));
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (variable, older);
        Dictionary<string, string> variables = await EnvironmentAsync(
            shell, ["exec", "production", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", "env"]);
        Assert.Equal((expected, expected), (variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]));
    }

    [Theory]
    [InlineData("{0} credentials --profile other --format json", "us-west-2")]
    [InlineData("{0} exec other -- sh -c|echo \"{ \\\"Region\\\": \\\"$AWS_REGION\\\" }\"", "us-west-2")]
    [InlineData("{0} credentials --profile china --format json", "cn-north-1")]
    [InlineData("{0} credentials --profile production --format json", "eu-north-1")]
    [InlineData("{0} credentials --hop arn:aws:iam::333333333333:role/Last --format json", "eu-north-1")]
    [InlineData("{0} credentials --profile other --region eu-west-3 --format json", "eu-west-3")]
    [InlineData("env AWS_REGION=eu-west-2 {0} credentials --profile other --format json", "eu-west-2")]
    public async Task A_profile_inside_has_its_own_region_and_not_that_of_the_chain_around(string inner, string region)
    {
        await using Shell shell = await Shell.OpenAsync();
        LocalRole chinas = shell.Sts.AddRole("arn:aws-cn:iam::444444444444:role/Build", Trust("arn:aws-cn:iam::444444444444:user/chen"));
        LocalUser chen = shell.Sts.AddUser("444444444444", "chen", partition: "aws-cn");
        shell.Sts.AddRole("arn:aws:iam::333333333333:role/Last", Trust(Shell.Production));
        Amazon.Runtime.ImmutableCredentials keys = chen.Credentials.GetCredentials();
        await EditAsync(shell, config => $"""
            {config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal)}

            [profile other]
            role_arn = {Shell.Hub}
            source_profile = default
            region = us-west-2

            [profile chen]
            aws_access_key_id = {keys.AccessKey}
            aws_secret_access_key = {keys.SecretKey}

            [profile china]
            role_arn = {chinas.Arn}
            source_profile = chen
            region = cn-north-1
            """);
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (null, null);
        string[] words = [.. inner.Split('|')[0].Split(' ').SelectMany(word => word == "{0}" ? Shell.CommandLine.Split(' ') : [word]), .. inner.Split('|')[1..]];

        Finished finished = await shell.RunAsync(["exec", "production", "--", .. words]);

        Assert.Equal(region, Shell.Json(finished).GetProperty("Region").GetString());
    }

    [Fact]
    public async Task Assume_in_the_shell_of_exec_gives_back_the_region_of_exec()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.PutOnPathAsync();
        await EditAsync(shell, config => $"""
            {config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal)}

            [profile other]
            role_arn = {Shell.Hub}
            source_profile = default
            region = us-west-2
            """);
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (null, null);
        Finished finished = await shell.RunAsync(
            "exec", "production", "--", "bash", "-c", "eval \"$(role-chain shell-init bash)\"; assume other; echo $AWS_REGION; assume -u; echo $AWS_REGION $AWS_DEFAULT_REGION");
        Assert.Equal(new Finished(0, "us-west-2\neu-north-1 eu-north-1\n", ""), finished);
    }

    [Fact]
    public async Task A_profile_that_begins_with_the_environments_keys_is_told_that_exec_hides_them()
    {
        await using Shell shell = await Shell.OpenAsync();
        await EditAsync(shell, config => $"{config}\n[profile of-environment]\nrole_arn = {Shell.Hub}\ncredential_source = Environment\n");
        Finished finished = await shell.RunAsync(["exec", "production", "--", .. Shell.CommandLine.Split(' '), "credentials", "--profile", "of-environment"]);
        Shell.Refused(finished, 2, "profile \"of-environment\" begins with the environment's keys, which role-chain exec hides from its command");
    }

    [Theory]
    [InlineData("credentials --profile hub", "arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub")]
    [InlineData("exec production -- {0} credentials --profile hub", "arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub")]
    public async Task The_command_works_inside_itself(string inner, string arn)
    {
        await using Shell shell = await Shell.OpenAsync();
        string command = string.Format(CultureInfo.InvariantCulture, inner, Shell.CommandLine);
        Finished finished = await shell.RunAsync(["exec", "production", "--", .. Shell.CommandLine.Split(' '), .. command.Split(' '), "--format", "json"]);
        Assert.Equal(arn, Shell.Json(finished).GetProperty("AssumedRoleArn").GetString());
    }

    [Fact]
    public async Task A_hop_inside_begins_with_the_commands_own_identity()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync(["exec", "hub", "--", .. Shell.CommandLine.Split(' '), "credentials", "--hop", Shell.Production]);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub", shell.Assumes.Last().SignerArn);
    }

    [Theory]
    [InlineData("aws", "sts get-caller-identity --query Arn --output text")]
    [InlineData("python3", "-c|import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])")]
    [InlineData("node", "-e|const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts'); new STSClient({}).send(new GetCallerIdentityCommand({})).then(answer => console.log(answer.Arn))")]
    public async Task Other_SDKs_have_the_chains_identity_by_endpoint_and_by_keys(string program, string arguments)
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_DEFAULT_PROFILE"] = "hub";
        string[] command = [program, .. arguments.Split(arguments.Contains('|', StringComparison.Ordinal) ? '|' : ' ')];
        await SkipWithoutAsync(shell, command);
        foreach (string[] way in (string[][])[[], ["--env"]])
        {
            Finished finished = await shell.RunAsync(["exec", "production", .. way, "--", .. command]);
            Assert.True(finished.ExitCode == 0, finished.Error);
            Assert.Equal(ProductionSession, finished.Output.Trim());
        }
    }

    [Fact]
    public async Task The_AWS_CLI_inside_has_the_other_profiles_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] command = ["aws", "sts", "get-caller-identity", "--query", "Arn", "--output", "text"];
        await SkipWithoutAsync(shell, command);
        Finished finished = await shell.RunAsync(["exec", "production", "--", .. command, "--profile", "hub"]);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub", finished.Output.Trim());
    }

    [Fact]
    public async Task Without_a_command_it_is_a_shell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell is a script for sh.");
        await using Shell shell = await Shell.OpenAsync();
        string program = Path.Combine(shell.Home, "my-shell");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho \"$ROLE_CHAIN $#\"\n", Token);
        Assert.Equal("", (await shell.RunOrSkipAsync("chmod", "chmod is not installed.", "+x", program)).Error);
        shell.Variables["SHELL"] = program;
        Assert.Equal(new Finished(0, "production 0\n", ""), await shell.RunAsync("exec", "production"));
    }

    [Fact]
    public async Task With_env_it_becomes_the_command_which_has_keys_and_their_end()
    {
        await using Shell shell = await Shell.OpenAsync();
        using System.Diagnostics.Process process = shell.Start("exec", "production", "--env", "--", "sh", "-c", "echo $$ $AWS_ACCESS_KEY_ID $AWS_CREDENTIAL_EXPIRATION $AWS_CONTAINER_CREDENTIALS_FULL_URI");
        string[] words = (await process.StandardOutput.ReadToEndAsync(Token)).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await process.WaitForExitAsync(Token);
        Assert.Equal(3, words.Length);
        Assert.Equal(process.Id.ToString(CultureInfo.InvariantCulture), words[0]);
        Assert.StartsWith("ASIA", words[1], StringComparison.Ordinal);
        Assert.True(DateTimeOffset.Parse(words[2], CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task With_env_a_session_that_ends_soon_is_refused()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Sts.SessionLifetimeCap = TimeSpan.FromMinutes(5);
        Shell.Refused(await shell.RunAsync("exec", "production", "--env", "--", "true"), 2, "and --env needs 00:15:00; write a shorter --min-left");
        Shell.Refused(await shell.RunAsync("exec", "production", "--env", "--min-left", "2h", "--", "true"), 2, "the chain's sessions never last 02:00:00");
        Shell.Refused(await shell.RunAsync("exec", "production", "--min-left", "1m", "--", "true"), 2, "--min-left goes with --env");
        Assert.Equal(0, (await shell.RunAsync("exec", "production", "--env", "--min-left", "1m", "--", "true")).ExitCode);
    }

    [Fact]
    public async Task The_folder_of_a_killed_exec_is_swept_by_the_next_run_and_no_others()
    {
        await using Shell shell = await Shell.OpenAsync();
        string temporary = Directory.CreateDirectory(Path.Combine(shell.Home, "tmp")).FullName;
        shell.Variables["TMPDIR"] = temporary;
        using System.Diagnostics.Process killed = shell.Start("exec", "production", "--", "sh", "-c", "echo ready; exec sleep 1000");
        await killed.StandardOutput.ReadLineAsync(Token);
        string left = Assert.Single(Directory.EnumerateDirectories(temporary, "role-chain-exec-*"));
        string living = Directory.CreateDirectory(Path.Combine(temporary, $"role-chain-exec-{Environment.ProcessId}-x")).FullName;
        killed.Kill(entireProcessTree: true);
        await killed.WaitForExitAsync(Token);
        Assert.True(Directory.Exists(left));
        Assert.Equal(0, (await shell.RunAsync("exec", "production", "--", "true")).ExitCode);
        Assert.Equal([living], Directory.EnumerateDirectories(temporary, "role-chain-exec-*"));
    }

    [Fact]
    public async Task In_a_folder_that_others_may_write_to_a_link_leads_to_no_file_of_the_user()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes of files.");
            return;
        }

        await using Shell shell = await Shell.OpenAsync();
        string temporary = Directory.CreateDirectory(Path.Combine(shell.Home, "tmp")).FullName;
        File.SetUnixFileMode(temporary, File.GetUnixFileMode(temporary) | UnixFileMode.GroupWrite);
        shell.Variables["TMPDIR"] = temporary;
        string own = Path.Combine(shell.Home, "own");
        Directory.CreateDirectory(own);
        await File.WriteAllTextAsync(Path.Combine(own, "config"), "[default]", Token);
        Directory.CreateSymbolicLink(Path.Combine(temporary, $"role-chain-exec-{int.MaxValue}-x"), own);

        Assert.Equal(0, (await shell.RunAsync("exec", "production", "--", "true")).ExitCode);
        Assert.True(File.Exists(Path.Combine(own, "config")));
    }

    [Fact]
    public async Task What_cannot_be_run_is_told_before_STS_is_asked()
    {
        await using Shell shell = await Shell.OpenAsync();
        string text = Path.Combine(shell.Home, "text");
        await File.WriteAllTextAsync(text, "", Token);
        Shell.Refused(await shell.RunAsync("exec", "production", "--", ""), 127, "the command is empty");
        Shell.Refused(await shell.RunAsync("exec", "production", "--", shell.Home), 126, $"{shell.Home} cannot be run: it is a folder.");
        Shell.Refused(await shell.RunAsync("exec", "production", "--", text), 126, $"{text} cannot be run: it is not executable.");
        Shell.Refused(await shell.RunAsync("exec", "production", "--", "no-such-command"), 127, "no-such-command was not found.");
        Finished closed = await shell.RunOrSkipAsync("sh", "There is no POSIX shell here.", "-c", $"{Shell.CommandLine} exec production -- true >&-");
        Shell.Refused(closed, 126, "standard output or error is closed");
        Assert.Empty(shell.Sts.Calls);
    }

    private static string Trust(string principal) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"}]}""";

    private static async Task SkipWithoutAsync(Shell shell, string[] command)
    {
        string[] probe = command[0] switch
        {
            "aws" => ["--version"],
            "node" => ["-e", "require('@aws-sdk/client-sts')"],
            _ => ["-c", "import boto3"],
        };
        string missing = $"{command[0]} or its AWS SDK is not installed: exec is not checked with it here.";
        Finished finished = await shell.RunOrSkipAsync(command[0], missing, probe);
        Assert.SkipWhen(finished.ExitCode != 0, missing);
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(Shell shell, params string[] arguments)
    {
        Finished finished = await shell.RunAsync(arguments);
        Assert.True(finished.ExitCode == 0, finished.Error);
        return finished.Output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static async Task EditAsync(Shell shell, Func<string, string> edit)
    {
        string path = Path.Combine(shell.Home, ".aws", "config");
        await File.WriteAllTextAsync(path, edit(await File.ReadAllTextAsync(path, Token)), Token);
    }
}
