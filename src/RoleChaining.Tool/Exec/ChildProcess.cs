using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RoleChaining.Tool.Exec;

/// <summary>The command that <c>exec</c> runs: its start, its signals, its end.</summary>
internal static class ChildProcess
{
    /// <summary>A terminal sends these to the command as well.</summary>
    private static readonly PosixSignal[] FromTerminal = [PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    /// <summary>These are for the command alone: by default they would end us and leave it behind.</summary>
    private static readonly PosixSignal[] Taken =
        OperatingSystem.IsWindows() ? [PosixSignal.SIGTERM, PosixSignal.SIGHUP, .. FromTerminal]
        : [PosixSignal.SIGTERM, PosixSignal.SIGHUP, .. FromTerminal, User1, User2, Alarm];

    /// <summary>These are for both: whoever stops us wants the command stopped, and a shell must see that we are.</summary>
    private static readonly PosixSignal[] Shared =
        OperatingSystem.IsWindows() ? [] : [PosixSignal.SIGTSTP, PosixSignal.SIGCONT, PosixSignal.SIGWINCH];

    private static PosixSignal User1 => (PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30);

    private static PosixSignal User2 => (PosixSignal)(OperatingSystem.IsLinux() ? 12 : 31);

    private static PosixSignal Alarm => (PosixSignal)14;

    /// <summary>SIGSTOP, which nobody can catch; .NET has no name for it.</summary>
    private static int Stop => OperatingSystem.IsLinux() ? 19 : 17;

    /// <param name="start">The command.</param>
    /// <param name="cancellationToken">Whether a signal has come before; from here on they are the command's.</param>
    /// <returns>The command's exit code; 128 and the signal's number when one ended it.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        // A signal may come before the command has started. It is kept until then, because ending now would leave the command behind.
        TaskCompletionSource<int> started = new();
        using GroupWitness witness = new();
        PosixSignalRegistration[] registrations =
        [
            .. Taken.Select(signal => PosixSignalRegistration.Create(signal, context => Take(context, started.Task, witness))),
            .. Shared.Select(signal => PosixSignalRegistration.Create(signal, context => Share(context, started.Task))),
        ];
        try
        {
            Termination.HandOver();
            cancellationToken.ThrowIfCancellationRequested();
            using Process process = Processes.Start(start);
            started.SetResult(process.Id);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return process.ExitCode;
        }
        finally
        {
            Array.ForEach(registrations, registration => registration.Dispose());
        }
    }

    private static void Take(PosixSignalContext context, Task<int> started, GroupWitness witness)
    {
        context.Cancel = true;
        PosixSignal signal = context.Signal;
        if (FromTerminal.Contains(signal))
        {
            _ = TakeFromTerminalAsync(signal, started, witness);
        }
        else
        {
            _ = PassAsync(signal, started);
        }
    }

    private static void Share(PosixSignalContext context, Task<int> started)
    {
        context.Cancel = true; // .NET would go on after a stop
        _ = ShareAsync(context.Signal, started);
    }

    private static async Task ShareAsync(PosixSignal signal, Task<int> started)
    {
        await PassAsync(signal, started).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows() && signal == PosixSignal.SIGTSTP)
        {
            Processes.Signal(Environment.ProcessId, Stop);
        }
    }

    private static async Task TakeFromTerminalAsync(PosixSignal signal, Task<int> started, GroupWitness witness)
    {
        if (!OperatingSystem.IsWindows() && !await witness.SawSignalAsync().ConfigureAwait(false))
        {
            await PassAsync(signal, started).ConfigureAwait(false);
        }
    }

    private static async Task PassAsync(PosixSignal signal, Task<int> started)
    {
        int process = await started.ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            Processes.Signal(process, Number(signal));
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static int Number(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        PosixSignal.SIGTERM => 15,
        PosixSignal.SIGTSTP => OperatingSystem.IsLinux() ? 20 : 18,
        PosixSignal.SIGCONT => OperatingSystem.IsLinux() ? 18 : 19,
        PosixSignal.SIGWINCH => 28,
        _ => (int)signal,
    };
}
