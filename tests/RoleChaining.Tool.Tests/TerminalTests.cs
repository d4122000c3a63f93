using System.Diagnostics;
using System.Text;

namespace RoleChaining.Tool;

/// <summary>MFA codes asked for at a terminal: a real one, by <c>script</c>.</summary>
public sealed class TerminalTests
{
    private const string NoScript = "script (util-linux) is not installed: nothing is asked at a terminal here.";
    private const string Prompt = "MFA code of ";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("credentials --profile production")]
    [InlineData("exec --profile production -- true")]
    [InlineData("credentials --profile production >out.txt 2>error.txt </dev/null")]
    public async Task A_code_is_asked_for_at_the_terminal_once_and_not_again_while_the_session_lives(string arguments)
    {
        await using Shell shell = await OpenAsync();
        using Process first = Start(shell, arguments);
        string screen = await ReadToAsync(first, Prompt);
        await first.StandardInput.WriteLineAsync(shell.Alice.GetMfaCode().AsMemory(), Token);
        (int exitCode, string more) = await EndAsync(first);
        Assert.True(exitCode == 0, more);
        Assert.DoesNotContain(Prompt, screen + more, StringComparison.Ordinal);

        using Process second = Start(shell, arguments);
        (exitCode, screen) = await EndAsync(second);
        Assert.True(exitCode == 0, screen);
        Assert.DoesNotContain(Prompt, screen, StringComparison.Ordinal);
        Assert.Equal(2, shell.Assumes.Count());
    }

    [Fact]
    public async Task What_is_no_code_is_asked_for_again_and_a_wrong_one_once_more()
    {
        await using Shell shell = await OpenAsync();
        using Process process = Start(shell, "credentials --profile production");
        await ReadToAsync(process, Prompt);
        await process.StandardInput.WriteLineAsync("12a".AsMemory(), Token);
        await ReadToAsync(process, "A code is six digits.");
        await ReadToAsync(process, Prompt);
        await process.StandardInput.WriteLineAsync("000 000".AsMemory(), Token);
        await ReadToAsync(process, "STS did not accept the MFA code; wait for the next one.");
        await ReadToAsync(process, Prompt);
        await process.StandardInput.WriteLineAsync(shell.Alice.GetMfaCode().AsMemory(), Token);
        (int exitCode, string screen) = await EndAsync(process);
        Assert.True(exitCode == 0, screen);
    }

    [Fact]
    public async Task A_second_wrong_code_is_refused_by_STS()
    {
        await using Shell shell = await OpenAsync();
        using Process process = Start(shell, "credentials --profile production");
        foreach (string code in new[] { "000000", "000001" })
        {
            await ReadToAsync(process, Prompt);
            await process.StandardInput.WriteLineAsync(code.AsMemory(), Token);
        }

        (int exitCode, string screen) = await EndAsync(process);
        Assert.Equal(1, exitCode);
        Assert.Contains("STS did not accept the MFA code", string.Concat(screen.Split('\r', '\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("credentials --profile production")]
    [InlineData("exec --profile production -- true")]
    public async Task Ctrl_C_at_the_question_ends_with_130(string arguments)
    {
        UnixSignal.SkipIfIgnored(2);
        await using Shell shell = await OpenAsync();
        using Process process = Start(shell, arguments);
        await ReadToAsync(process, Prompt);
        await process.StandardInput.WriteAsync("\u0003".AsMemory(), Token);
        (int exitCode, _) = await EndAsync(process);
        Assert.Equal(130, exitCode);
        Assert.Empty(shell.Sts.Calls);
    }

    [Fact]
    public async Task Where_there_is_no_terminal_nothing_hangs()
    {
        await using Shell shell = await OpenAsync();
        Finished finished = await shell.RunOrSkipAsync(
            "setsid", "setsid (util-linux) is not installed: a terminal cannot be taken away here.", "--wait", "sh", "-c", $"{Shell.CommandLine} credentials --profile production");
        Shell.Refused(finished, 2, $"role-chain: {shell.Alice.MfaSerial} needs an MFA code and there is no terminal to ask at; give --mfa-code or --mfa-process.");
        Assert.Single(finished.Error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("--mfa-code", "12345", "--mfa-code is not a code of six digits.")]
    [InlineData("--mfa-process", "exit 3", "--mfa-process ended with exit code 3.")]
    [InlineData("--mfa-process", "echo none", "--mfa-process printed no code of six digits.")]
    public async Task A_code_for_automation_that_is_none_is_told_in_the_commands_words(string option, string value, string error)
    {
        await using Shell shell = await OpenAsync();
        Finished finished = Shell.Refused(await shell.RunAsync("credentials", "--profile", "production", option, value), 2, error);
        Assert.Single(finished.Error.Trim().Split('\n'));
        Assert.Empty(shell.Sts.Calls);
    }

    /// <summary>The hub's profile has an MFA device.</summary>
    private static async Task<Shell> OpenAsync()
    {
        Shell shell = await Shell.OpenAsync();
        string config = Path.Combine(shell.Home, ".aws", "config");
        string text = await File.ReadAllTextAsync(config, Token);
        await File.WriteAllTextAsync(config, text.Replace("[profile hub]", $"[profile hub]\nmfa_serial = {shell.Alice.MfaSerial}", StringComparison.Ordinal), Token);
        return shell;
    }

    private static Process Start(Shell shell, string arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip(NoScript);
        }

        return shell.StartOrSkip("script", NoScript, "-qec", $"cd {shell.Home}; exec {Shell.CommandLine} {arguments}", "/dev/null");
    }

    private static async Task<string> ReadToAsync(Process process, string end)
    {
        StringBuilder screen = new();
        char[] next = new char[1];
        while (!screen.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            int read = await process.StandardOutput.ReadAsync(next, Token);
            Assert.True(read > 0, $"\"{end}\" did not come: {screen}");
            screen.Append(next);
        }

        return screen.ToString(0, screen.Length - end.Length);
    }

    private static async Task<(int ExitCode, string Screen)> EndAsync(Process process)
    {
        string screen = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, screen);
    }
}
