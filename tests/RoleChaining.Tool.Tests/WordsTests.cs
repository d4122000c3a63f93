using System.Diagnostics;

namespace RoleChaining.Tool;

/// <summary>What the command says of a mistake, and how it ends.</summary>
public sealed class WordsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("there is no command \"crednetials\"; did you mean credentials?", "crednetials", "production", "--format", "env")]
    [InlineData("there is no command \"cred\"; did you mean credentials?", "help", "cred")]
    [InlineData("there is no command \"list\".", "list")]
    [InlineData("Unrecognized command or argument '--profle'; did you mean --profile?", "credentials", "--profle")]
    [InlineData("did you mean \"production\"?", "credentials", "prod")]
    [InlineData("did you mean \"production\"?", "credentials", "Production")]
    [InlineData("did you mean \"production\"?", "credentials", "prodcution")]
    [InlineData("did you mean \"production\"?", "credentials", "duction")]
    [InlineData("Unrecognized command or argument '--profle'; did you mean --profile?\nrole-chain: see ", "credentials", "--profle", "hub")]
    public async Task A_wrong_word_is_answered_by_the_nearest_and_not_taken_for_it(string error, params string[] arguments)
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = Shell.Refused(await shell.RunAsync(arguments), 2, error);
        Assert.InRange(finished.Error.Trim().Split('\n').Length, 1, 2);
        Assert.Empty(shell.Sts.Calls);
    }

    [Fact]
    public async Task Help_and_version_are_words_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        Assert.Equal(await shell.RunAsync("exec", "--help"), await shell.RunAsync("help", "exec"));
        Assert.Equal(await shell.RunAsync("--help"), await shell.RunAsync("help"));
        Assert.Equal(await shell.RunAsync("--version"), await shell.RunAsync("version"));
    }

    [Theory]
    [InlineData("credentials")]
    [InlineData("exec")]
    [InlineData("explain")]
    [InlineData("profiles")]
    [InlineData("sessions")]
    [InlineData("sessions drop")]
    [InlineData("shell-init")]
    [InlineData("completion")]
    [InlineData("")]
    public async Task Help_fits_eighty_columns(string command)
    {
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.All(finished.Output.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task A_fault_speaks_the_commands_language()
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] properties = ["set ExternalId", "hop's ExternalId", "MfaTokenProvider", "MfaSerialNumber", "AttemptTimeout", "inner exception", "FailoverRegions"];
        Finished[] all =
        [
            await shell.RunAsync("credentials", "--hop", Shell.Production),
            await shell.RunAsync("credentials", "--hop", Shell.Hub, "--external-id", "?"),
            await shell.RunAsync("credentials", "--hop", Shell.Hub, "--sts-endpoint", "http://127.0.0.1:1"),
            await shell.RunAsync("credentials", "--hop", Shell.Hub, "--duration", "5h", "--hop", Shell.Production, "--duration", "5h"),
        ];
        Assert.All(all, finished => Assert.NotEqual(0, finished.ExitCode));
        Assert.All(all, finished => Assert.All(properties, name => Assert.DoesNotContain(name, finished.Error, StringComparison.Ordinal)));
        Assert.Contains("If it asks for sts:ExternalId, set --external-id: none is sent.", all[0].Error, StringComparison.Ordinal);
        Assert.Contains("--external-id", all[1].Error, StringComparison.Ordinal);
        Assert.Contains("--duration", all[3].Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_PROFILE", "nope", "AWS_PROFILE is \"nope\", but there is no such profile")]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/token", "AWS_WEB_IDENTITY_TOKEN_FILE is /nowhere/token, which is not there.")]
    public async Task What_is_not_there_never_comes_by_waiting(string variable, string value, string error)
    {
        await using Shell shell = await Shell.OpenAsync();
        (shell.Variables[variable], shell.Variables["AWS_ROLE_ARN"]) = (value, Shell.Hub);
        Shell.Refused(await shell.RunAsync("credentials", "--hop", Shell.Hub), 2, error);
        Assert.Empty(shell.Sts.Calls);
    }

    [Fact]
    public async Task SIGTERM_ends_with_143_and_ends_what_the_command_has_started()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        UnixSignal.SkipIfIgnored(15);
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start(
            "credentials", "--hop", Shell.Hub, "--mfa-serial", shell.Alice.MfaSerial, "--mfa-process", "echo asked >&2; exec sleep 1000");
        Assert.Equal("asked", await process.StandardError.ReadLineAsync(Token));
        Assert.Equal(0, UnixSignal.Send(process.Id, 15));
        // Its standard error stays open as long as the process for codes runs.
        Assert.Equal(143, (await Shell.WaitAsync(process)).ExitCode);
    }

    [Fact]
    public async Task A_session_without_a_name_tells_who_ran_the_command()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.RunAsync("credentials", "--hop", Shell.Hub, "--no-cache");
        shell.Variables["AWS_ROLE_SESSION_NAME"] = "carol";
        await shell.RunAsync("credentials", "--hop", Shell.Hub, "--no-cache");
        await shell.RunAsync("credentials", "--hop", Shell.Hub, "--session-name", "given", "--no-cache");
        string user = string.Concat(Environment.UserName.Select(c => char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c, StringComparison.Ordinal) ? c : '-'));
        Assert.Equal([user, "carol", "given"], shell.Assumes.Select(call => call.SessionName));
        Assert.DoesNotContain("RoleSessionName", (await shell.RunAsync("policies", "--hop", Shell.Hub, "--source", shell.Alice.Arn)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_name_of_the_environment_that_STS_would_refuse_is_the_variables_fault_and_no_lines()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_ROLE_SESSION_NAME"] = "bob smith";
        Shell.Refused(
            await shell.RunAsync("credentials", "production"),
            2,
            "AWS_ROLE_SESSION_NAME is \"bob smith\" and has U+0020 (a space) at position 4; AWS takes letters, digits and _+=,.@-; write for example \"bob-smith\".");
        Assert.Empty(shell.Assumes);
    }

    [Fact]
    public async Task A_profiles_mfa_process_gives_its_code()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The process is a line for sh.");
        await using Shell shell = await Shell.OpenAsync();
        string config = Path.Combine(shell.Home, ".aws", "config");
        string text = await File.ReadAllTextAsync(config, Token);
        string With(string process) => text.Replace("[profile hub]", $"[profile hub]\nmfa_serial = {shell.Alice.MfaSerial}\nmfa_process = {process}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(config, With($"echo {shell.Alice.GetMfaCode()}"), Token);
        Shell.Json(await shell.RunAsync("credentials", "production"));
        await File.WriteAllTextAsync(config, With("exit 4"), Token);
        Shell.Refused(await shell.RunAsync("credentials", "production", "--refresh"), 2, $"{config}, line 3, profile \"hub\": mfa_process ended with exit code 4.");
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_costs_one_line_and_no_time()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no links that lead to themselves.");
            return;
        }
        await using Shell shell = await Shell.OpenAsync();
        string keys = Path.Combine(shell.CacheFolder, "keys");
        Directory.CreateDirectory(shell.CacheFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(keys, "keys.lock"), Path.Combine(keys, "keys.lock")); // opening it is an IOException, as on a read-only disk
        Finished finished = await shell.RunAsync("credentials", "production");
        Shell.Json(finished);
        Finished elsewhere = await shell.RunAsync("credentials", "production", "--cache-folder", "/dev/null/nowhere");
        Shell.Json(elsewhere);
        foreach (string error in (string[])[finished.Error, elsewhere.Error])
        {
            string line = Assert.Single(error.Trim().Split('\n'));
            Assert.StartsWith("role-chain: warning: The session cache could not read: ", line, StringComparison.Ordinal);
            Assert.EndsWith("Name a folder that can be written to by --cache-folder or ROLE_CHAIN_CACHE, or write --no-cache.", line, StringComparison.Ordinal);
        }
    }
}
