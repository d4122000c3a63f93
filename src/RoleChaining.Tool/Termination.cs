using System.Runtime.InteropServices;

namespace RoleChaining.Tool;

/// <summary>
/// Ctrl+C, SIGTERM and SIGHUP as the end of a command. It has two seconds to put away what it holds, processes that it has started among
/// it. A second signal ends it at once.
/// </summary>
internal sealed class Termination : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static Termination? _current;

    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _isHandedOver;

    public Termination()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
        ];
        _current = this;
    }

    /// <summary>How a command ends that a signal has ended: 130, 143 by SIGTERM, 129 by SIGHUP.</summary>
    public static int ExitCode { get; private set; } = Tool.ExitCode.Interrupted;

    public CancellationToken Token => _end.Token;

    /// <summary>From here on the signals are for the command that <c>exec</c> runs. The token tells whether one has come before.</summary>
    public static void HandOver()
    {
        if (_current is { } termination)
        {
            termination._isHandedOver = true;
            Array.ForEach(termination._registrations, registration => registration.Dispose());
        }
    }

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
        ExitCode = context.Signal switch
        {
            PosixSignal.SIGTERM => Tool.ExitCode.Terminated,
            PosixSignal.SIGHUP => Tool.ExitCode.HungUp,
            _ => Tool.ExitCode.Interrupted,
        };
        _ = ExitAsync();
        _end.Cancel();
    }

    private async Task ExitAsync()
    {
        await Task.Delay(Patience, TimeProvider.System).ConfigureAwait(false);
        if (!_isHandedOver)
        {
            Environment.Exit(ExitCode);
        }
    }
}
