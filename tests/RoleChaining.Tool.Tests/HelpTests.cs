namespace RoleChaining.Tool;

/// <summary>What the command tells of itself, to a person and to a shell.</summary>
public sealed class HelpTests
{
    [Fact]
    public async Task Commands_are_listed_in_a_line_each_and_without_one_the_command_line_is_wrong()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished asked = await shell.RunAsync("--help");
        Assert.Equal(0, asked.ExitCode);
        Assert.Contains("Exit codes: 0 done", asked.Output, StringComparison.Ordinal);
        Assert.Matches("\n  credentials +Print the credentials of a chain's last hop\\.\n  exec ", asked.Output.ReplaceLineEndings("\n"));
        Assert.Equal(asked with { ExitCode = 2 }, await shell.RunAsync());
    }

    [Theory]
    [InlineData("credentials", "credential_process = role-chain credentials")]
    [InlineData("exec", "role-chain exec production -- aws s3 ls")]
    [InlineData("demo", "role-chain demo production")]
    [InlineData("sts", "role-chain sts --port 4566 --config accounts.json")]
    [InlineData("sts", "The loopback port. Default: 0, any that is free.")]
    [InlineData("sts token", "role-chain sts token --subject repo:org/app")]
    [InlineData("check", "role-chain check --profile production --source ARN --iam -")]
    [InlineData("policies", "role-chain sts --config -")]
    [InlineData("paths", "role-chain paths --iam details/")]
    [InlineData("verify", "role-chain verify production --external-id-enforced --junit")]
    [InlineData("graph", "role-chain graph --profile production")]
    [InlineData("profiles", "role-chain profiles")]
    [InlineData("explain", "role-chain explain production")]
    [InlineData("sessions", "role-chain sessions drop production")]
    [InlineData("whoami", "role-chain whoami production --check")]
    [InlineData("console", "role-chain console production --print")]
    [InlineData("shell-init", "assume -u             removes them")]
    [InlineData("completion", "eval \"$(role-chain completion bash)\"")]
    public async Task Every_command_has_examples(string command, string example)
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync([.. command.Split(' '), "--help"]);
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        Assert.Contains(example, finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_completes_commands_options_values_and_profiles()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunOrSkipAsync(
            "bash",
            "bash is not installed: its completion is not run here.",
            "-c",
            $$"""
            role-chain() { {{Shell.CommandLine}} "$@"; }
            eval "$(role-chain completion bash)"
            completed() {
                COMP_LINE=$1 COMP_POINT=${#1}
                read -ra COMP_WORDS <<< "$1"
                [[ $1 == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _role_chain
                echo "${COMPREPLY[@]}"
            }
            completed 'role-chain cr'
            completed 'role-chain credentials --source-p'
            completed 'role-chain credentials --format p'
            completed 'role-chain exec --profile '
            completed 'role-chain exec --profile prod'
            completed 'role-chain completion z'
            COMP_LINE='role-chain explain --profile=prod' COMP_POINT=33 COMP_WORDS=(role-chain explain --profile = prod) COMP_CWORD=4
            _role_chain
            echo "${COMPREPLY[@]}"
            COMP_LINE='role-chain exec "prod' COMP_POINT=21 COMP_WORDS=(role-chain exec '"prod') COMP_CWORD=2
            _role_chain
            echo "${COMPREPLY[@]}"
            completed 'role-chain credentials --region '
            _command_offset() { echo "the words from $1 on"; }
            completed 'role-chain exec production -- aws s3 '
            """);
        Assert.Equal("", finished.Error);
        Assert.Equal(
            [
                "credentials", "--source-profile", "powershell process", "by-process default hub production", "production", "zsh", "production", "production", "",
                "the words from 4 on", "",
            ],
            finished.Output.Split('\n')[..11]);
    }

    [Fact]
    public async Task Fish_completes_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunOrSkipAsync(
            "fish",
            "fish is not installed: its completion is not run here.",
            "-c",
            $$"""
            function role-chain; {{Shell.CommandLine}} $argv; end
            role-chain completion fish | source
            for line in 'role-chain cr' 'role-chain explain prod' 'role-chain explain "prod' 'role-chain explain --profile=prod'
                complete -C $line
            end
            """);
        Assert.Equal("", finished.Error);
        Assert.Equal(["credentials", "production", "production", "--profile=production"], finished.Output.Trim().Split('\n'));
    }

    [Fact]
    public async Task PowerShell_completes_too_and_quotes_what_it_must()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.PutOnPathAsync();
        IEnumerable<string> odd = new[] { "my team", "it's", "a[b" }.Select(name => $"\n[profile \"{name}\"]\nrole_arn = {Shell.Hub}\nsource_profile = default\n");
        await File.AppendAllLinesAsync(Path.Combine(shell.Home, ".aws", "config"), odd, TestContext.Current.CancellationToken);
        Finished finished = await shell.RunOrSkipAsync(
            "pwsh",
            "PowerShell is not installed: its completion is not run here.",
            "-NoProfile",
            "-Command",
            """
            role-chain completion pwsh | Out-String | Invoke-Expression
            foreach ($line in 'role-chain cr', 'role-chain exec prod', 'role-chain exec "prod', 'role-chain exec --profile=prod', 'role-chain exec my',
                "role-chain exec 'my t", 'role-chain exec --profile="my t', 'role-chain exec "it''', 'role-chain exec a[', 'role-chain exec hub -- zzz') {
                (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' '
            }
            """);
        Assert.Equal("", finished.Error);
        Assert.Equal(
            ["credentials", "production", "production", "--profile=production", "'my team'", "'my team'", "--profile='my team'", "'it''s'", "'a[b'", ""],
            finished.Output.Split('\n').Select(line => line.Trim()).Take(10));
    }

    [Theory]
    [InlineData("")]
    [InlineData(">out.txt")]
    [InlineData("2>error.txt")]
    [InlineData(">out.txt 2>error.txt")] // as the AWS CLI runs a credential_process
    public async Task A_terminals_keypad_is_given_back_as_it_was(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "script (util-linux) is not installed: there is no terminal here.");
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["TERM"] = "xterm";
        Finished finished = await shell.RunOrSkipAsync(
            "script", "script (util-linux) is not installed: there is no terminal here.", "-qec", $"cd {shell.Home}; {Shell.CommandLine} profiles {redirection}", "/dev/null");
        Assert.Equal(0, finished.ExitCode);
        Assert.True(
            finished.Output.LastIndexOf("\e[?1h", StringComparison.Ordinal) <= finished.Output.LastIndexOf("\e[?1l", StringComparison.Ordinal), finished.Output);
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Other_shells_have_a_script_too(string name)
    {
        await using Shell shell = await Shell.OpenAsync();
        Assert.Contains("role-chain \"[suggest:", (await shell.RunAsync("completion", name)).Output, StringComparison.Ordinal);
    }
}
