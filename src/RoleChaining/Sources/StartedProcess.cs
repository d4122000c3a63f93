using System.ComponentModel;
using System.Diagnostics;

namespace RoleChaining.Sources;

/// <summary>
/// A process that ends, with all that it has started, when this is disposed, or when this program ends: by a signal too, which waits for
/// nobody.
/// </summary>
internal sealed class StartedProcess : IDisposable
{
    private readonly Process _process;

    private StartedProcess(Process process)
    {
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    public StreamReader Output => _process.StandardOutput;

    public int ExitCode => _process.ExitCode;

    /// <param name="start">Its standard output must be redirected.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static StartedProcess Start(ProcessStartInfo start) => new(Process.Start(start)!);

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(null, EventArgs.Empty);
        _process.Dispose();
    }

    private void Kill(object? sender, EventArgs e)
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or NotSupportedException or AggregateException)
        {
            // It has ended by itself.
        }
    }
}
