using System.Runtime.InteropServices;

namespace RoleChaining.Tool;

/// <summary>
/// Ctrl+C and SIGTERM as the end of a command. It has two seconds to put away what it holds. A second signal ends it at once.
/// </summary>
internal sealed class Termination : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Termination() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, End), PosixSignalRegistration.Create(PosixSignal.SIGTERM, End)];

    /// <summary>How a command ends that a signal has ended: 130, or 143 by SIGTERM.</summary>
    public static int ExitCode { get; private set; } = Tool.ExitCode.Interrupted;

    public CancellationToken Token => _end.Token;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _end.Dispose();
    }

    private void End(PosixSignalContext context)
    {
        if (_end.IsCancellationRequested)
        {
            return; // the default: the process ends
        }

        context.Cancel = true;
        ExitCode = context.Signal == PosixSignal.SIGTERM ? Tool.ExitCode.Terminated : Tool.ExitCode.Interrupted;
        _ = Task.Delay(Patience, TimeProvider.System).ContinueWith(_ => Environment.Exit(ExitCode), TaskScheduler.Default);
        _end.Cancel();
    }
}
