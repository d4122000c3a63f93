using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RoleChaining.Tool;

/// <summary>Signals to <c>exec</c>: each reaches its command, and once. At a terminal by <c>script</c>.</summary>
public sealed class ExecSignalTests
{
    private const string NoScript = "script (util-linux) is not installed: signals of a terminal are not checked here.";

    /// <summary>Says its parent, which is the command, and counts what it gets.</summary>
    private const string Counting = "trap \"echo got\" INT; echo ready $PPID; n=0; while [ $n -lt 30 ]; do sleep 0.1; n=$((n + 1)); done; echo end";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    public ExecSignalTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers of signals in this test are Linux's.");

    [Theory]
    [InlineData(10, "USR1")]
    [InlineData(12, "USR2")]
    [InlineData(14, "ALRM")]
    [InlineData(18, "CONT")]
    [InlineData(28, "WINCH")]
    [InlineData(3, "QUIT")]
    public async Task Signals_for_the_command_reach_it_and_do_not_end_role_chain(int number, string name)
    {
        UnixSignal.SkipIfIgnored(number);
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start("exec", "production", "--", "sh", "-c", $"trap 'echo got {name}; exit 3' {name}; echo ready; while :; do sleep 0.05; done");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Token));
        _ = UnixSignal.Send(process.Id, number);
        Finished finished = await Shell.WaitAsync(process);
        Assert.Equal((3, $"got {name}\n"), (finished.ExitCode, finished.Output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--env")]
    public async Task A_command_whose_reader_has_gone_ends_by_a_signal_as_it_does_in_a_shell(string option)
    {
        await using Shell shell = await Shell.OpenAsync();
        string[] options = option.Length == 0 ? [] : [option];
        Finished finished = await shell.RunAsync(["exec", "production", .. options, "--", "sh", "-c", "(yes; echo $? >&2) | head -1"]);
        Assert.Equal(new Finished(0, "y\n", "141\n"), finished);
    }

    [Fact]
    public async Task A_stop_reaches_command_and_role_chain_and_both_go_on_again()
    {
        UnixSignal.SkipIfIgnored(20);
        await SkipIfStopsAreDiscardedAsync();
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start("exec", "production", "--", "sh", "-c", "echo $$; while :; do sleep 0.05; done");
        int command = int.Parse((await process.StandardOutput.ReadLineAsync(Token))!, CultureInfo.InvariantCulture);
        _ = UnixSignal.Send(process.Id, 20);
        await UntilAsync(() => State(process.Id) == 'T' && State(command) == 'T');
        _ = UnixSignal.Send(process.Id, 18);
        await UntilAsync(() => State(process.Id) != 'T' && State(command) != 'T');
        _ = UnixSignal.Send(process.Id, 15);
        Assert.Equal(128 + 15, (await Shell.WaitAsync(process)).ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("echo yes | ")]
    public async Task Ctrl_C_reaches_the_command_once_whatever_its_input_is(string input)
    {
        UnixSignal.SkipIfIgnored(2);
        await using Shell shell = await Shell.OpenAsync();
        using Process process = Start(shell, input);
        await ReadLineAsync(process, "ready");
        await process.StandardInput.WriteAsync("\u0003".AsMemory(), Token);
        Assert.Equal(1, Count(await process.StandardOutput.ReadToEndAsync(Token)));
    }

    [Fact]
    public async Task An_interrupt_by_kill_at_a_terminal_reaches_the_command_once()
    {
        UnixSignal.SkipIfIgnored(2);
        await using Shell shell = await Shell.OpenAsync();
        using Process process = Start(shell, "");
        string line = await ReadLineAsync(process, "ready");
        _ = UnixSignal.Send(int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), 2);
        Assert.Equal(1, Count(await process.StandardOutput.ReadToEndAsync(Token)));
    }

    /// <summary>The kernel discards a terminal's stop in a process group that no shell watches, and some runners of tests are such.</summary>
    private static async Task SkipIfStopsAreDiscardedAsync()
    {
        using Process sleep = Process.Start("sleep", ["60"]);
        try
        {
            _ = UnixSignal.Send(sleep.Id, 20);
            for (int i = 0; i < 100 && State(sleep.Id) != 'T'; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
            }

            Assert.SkipUnless(State(sleep.Id) == 'T', "SIGTSTP is discarded in this process group, so nothing can be stopped by it.");
        }
        finally
        {
            sleep.Kill();
        }
    }

    private static Process Start(Shell shell, string input) => shell.StartOrSkip(
        "script", NoScript, "-qec", $"cd {shell.Home}; {input}{Shell.CommandLine} exec production -- sh -c '{Counting}'", "/dev/null");

    private static int Count(string screen)
    {
        Assert.Contains("end", screen, StringComparison.Ordinal);
        return screen.Split("got").Length - 1;
    }

    private static async Task<string> ReadLineAsync(Process process, string start)
    {
        StringBuilder screen = new();
        while (await process.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            screen.AppendLine(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line.Trim();
            }
        }

        Assert.Fail($"\"{start}\" did not come: {screen}");
        return "";
    }

    private static char State(int process) => File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Trim()[0];

    private static async Task UntilAsync(Func<bool> isSo)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), "it never happened");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }
}
