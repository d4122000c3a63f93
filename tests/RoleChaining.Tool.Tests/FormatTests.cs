namespace RoleChaining.Tool;

/// <summary>Credentials for shells and files.</summary>
public sealed class FormatTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("env", "export AWS_ACCESS_KEY_ID='ASIA", "export AWS_REGION='eu-west-1'", "unset AWS_PROFILE AWS_DEFAULT_PROFILE ")]
    [InlineData("env-no-export", "AWS_ACCESS_KEY_ID=ASIA", "AWS_REGION=eu-west-1", "")]
    [InlineData("powershell", "$Env:AWS_ACCESS_KEY_ID = 'ASIA", "$Env:AWS_REGION = 'eu-west-1'", "Remove-Item -ErrorAction Ignore Env:AWS_PROFILE,")]
    [InlineData("windows-cmd", "set AWS_ACCESS_KEY_ID=ASIA", "set AWS_REGION=eu-west-1", "set AWS_PROFILE=\n")]
    [InlineData("fish", "set -gx AWS_ACCESS_KEY_ID 'ASIA", "set -gx AWS_REGION 'eu-west-1'", "set -e AWS_PROFILE; or true\n")]
    [InlineData("nushell", "$env.AWS_ACCESS_KEY_ID = 'ASIA", "$env.AWS_REGION = 'eu-west-1'", "hide-env -i AWS_PROFILE ")]
    [InlineData("ini", "[production]\naws_access_key_id = ASIA", "region = eu-west-1", "")]
    public async Task A_shell_or_a_file_gets_keys_and_region_and_loses_what_would_win_over_them(string format, string key, string region, string unset)
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync("credentials", "production", "--format", format);
        string output = finished.Output.ReplaceLineEndings("\n");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.All([key, region, unset], part => Assert.Contains(part, output, StringComparison.Ordinal));
        Assert.DoesNotContain("''", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_is_no_profile_has_a_section_of_the_commands_name()
    {
        await using Shell shell = await Shell.OpenAsync();
        Assert.StartsWith("[role-chain]", (await shell.RunAsync("credentials", "--hop", Shell.Hub, "--format", "ini")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("ini")]
    [InlineData("env-no-export")]
    public async Task What_is_no_shell_has_nothing_to_unset(string format)
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Refused(await shell.RunAsync("credentials", "--unset", "--format", format), 2, "--unset is for shells; write --format env, ");
    }

    [Theory]
    [InlineData("bash", "bash", "-c")]
    [InlineData("zsh", "zsh", "-c")]
    [InlineData("fish", "fish", "-c")]
    public async Task A_shells_assume_takes_the_credentials_in_and_removes_them_and_keeps_the_exit_code(string name, params string[] start)
    {
        await using Shell shell = await Shell.OpenAsync();
        (shell.Variables["AWS_PROFILE"], shell.Variables["AWS_CREDENTIAL_EXPIRATION"]) = ("hub", "2001-01-01T00:00:00Z");
        await shell.PutOnPathAsync();
        string status = name == "fish" ? "$status" : "$?";
        string load = name == "fish" ? "role-chain shell-init fish | source" : $"eval \"$(role-chain shell-init {name})\"";
        Finished finished = await shell.RunOrSkipAsync(
            start[0],
            $"{name} is not installed: its function is not run here.",
            start[1],
            $"{load}\nassume nope\necho \"{status} [$AWS_PROFILE]\"\nassume production\necho \"{status} [$AWS_PROFILE]\"\n"
            + "env | grep ^AWS_ | cut -d= -f1 | sort\nassume -u\necho \"==\"\nenv | grep ^AWS_ | cut -d= -f1 | sort\n");
        Assert.Contains("there is no such profile", Assert.Single(finished.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(
            [
                "2 [hub]", "0 []", "AWS_ACCESS_KEY_ID", "AWS_CREDENTIAL_EXPIRATION", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED", "AWS_ENDPOINT_URL",
                "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "==", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED", "AWS_ENDPOINT_URL",
                "AWS_PROFILE", "AWS_REGION",
            ],
            finished.Output.Trim().Split('\n').Select(line => line.Trim()));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    public async Task Assume_alone_works_in_a_shell_that_refuses_unset_variables(string name)
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.PutOnPathAsync();
        string script = $"set -u\neval \"$(role-chain shell-init {name})\"\nassume\necho $?\nexport ROLE_CHAIN_PROFILE=production\nassume\necho $? ${{AWS_ACCESS_KEY_ID%%[A-Z0-9]*}}\n";
        Finished finished = await shell.RunOrSkipAsync(name, $"{name} is not installed: its function is not run here.", "-c", script);
        Assert.Contains("no chain is given", Assert.Single(finished.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Equal("2\n0\n", finished.Output.Replace(" \n", "\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_chain_has_its_own_region_and_at_the_end_the_shell_has_what_was_its_own(string name)
    {
        await using Shell shell = await Shell.OpenAsync();
        string config = Path.Combine(shell.Home, ".aws", "config");
        string text = await File.ReadAllTextAsync(config, Token);
        await File.WriteAllTextAsync(
            config,
            text.Replace("[profile hub]", "[profile hub]\nregion = eu-north-1", StringComparison.Ordinal)
                .Replace("[profile production]", "[profile production]\nregion = eu-central-1", StringComparison.Ordinal),
            Token);
        await shell.PutOnPathAsync();
        string load = name == "fish" ? "role-chain shell-init fish | source" : $"eval \"$(role-chain shell-init {name})\"";
        const string Show = "env | grep -E '^AWS_(DEFAULT_)?(REGION|PROFILE)=|^ROLE_CHAIN_(OWN|ASSUMED)' | sort | tr '\\n' ' '; echo\n";
        string script = $"{load}\nassume production\n{Show}assume hub\n{Show}assume -u\n{Show}assume -u\n{Show}";

        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (null, null);
        Finished without = await shell.RunOrSkipAsync(name, $"{name} is not installed: its function is not run here.", "-c", script);
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_PROFILE"]) = ("us-east-2", "its own");
        Finished with = await shell.RunOrSkipAsync(name, $"{name} is not installed: its function is not run here.", "-c", script);

        Assert.Equal(("", ""), (without.Error, with.Error));
        Assert.Equal(
            [
                "AWS_DEFAULT_REGION=eu-central-1 AWS_REGION=eu-central-1 ROLE_CHAIN_ASSUMED=1",
                "AWS_DEFAULT_REGION=eu-north-1 AWS_REGION=eu-north-1 ROLE_CHAIN_ASSUMED=1", "", "", "",
            ],
            without.Output.Split('\n').Select(line => line.Trim()));
        const string Assumed =
            "AWS_DEFAULT_REGION=us-east-2 AWS_REGION=us-east-2 ROLE_CHAIN_ASSUMED=1 ROLE_CHAIN_OWN_AWS_PROFILE=its own ROLE_CHAIN_OWN_AWS_REGION=us-east-2";
        const string Own = "AWS_PROFILE=its own AWS_REGION=us-east-2";
        Assert.Equal([Assumed, Assumed, Own, Own, ""], with.Output.Split('\n').Select(line => line.Trim()));
    }

    [Theory]
    [InlineData('\'')]
    [InlineData('\u2018')]
    [InlineData('\u2019')]
    [InlineData('\u201A')]
    [InlineData('\u201B')]
    [InlineData('\n')]
    public async Task What_PowerShell_takes_for_a_quote_is_in_no_value(char quote)
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_DEFAULT_REGION"] = $"x{quote}; calc; {quote}";
        Finished finished = await shell.RunAsync("credentials", "production", "--format", "powershell");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.DoesNotContain("calc", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PowerShells_assume_takes_the_credentials_in_and_removes_them()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_PROFILE"] = "hub";
        await shell.PutOnPathAsync();
        Finished finished = await shell.RunOrSkipAsync(
            "pwsh",
            "PowerShell is not installed: its function is not run here.",
            "-NoProfile",
            "-Command",
            "role-chain shell-init pwsh | Out-String | Invoke-Expression; assume production; \"$LASTEXITCODE [$Env:AWS_PROFILE] $($Env:AWS_ACCESS_KEY_ID.Substring(0, 4))\"; assume -u; \"[$Env:AWS_ACCESS_KEY_ID]\"");
        Assert.Equal("", finished.Error);
        Assert.Equal(["0 [] ASIA", "[]"], finished.Output.Trim().Split('\n').Select(line => line.Trim()));
    }
}
