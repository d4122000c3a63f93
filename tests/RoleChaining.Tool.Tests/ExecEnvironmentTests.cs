using System.Globalization;

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

        Dictionary<string, string> variables = await shell.EnvironmentAsync("exec", "production", "--", "env");
        Assert.DoesNotContain("another's", variables.Values);
        Assert.Equal(["AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_CREDENTIALS_FULL_URI"], variables.Keys.Where(name => name.StartsWith("AWS_CONTAINER", StringComparison.Ordinal)).Order());
        Assert.Equal("production", variables["ROLE_CHAIN"]);
    }

    [Fact]
    public async Task The_profiles_settings_come_along_and_nobodys_keys()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.EditConfigAsync(config => config.Replace(
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
    public async Task A_profile_that_begins_with_the_environments_keys_is_told_that_exec_hides_them()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.EditConfigAsync(config => $"{config}\n[profile of-environment]\nrole_arn = {Shell.Hub}\ncredential_source = Environment\n");
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
}
