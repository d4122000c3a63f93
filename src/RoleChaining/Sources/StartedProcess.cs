using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using RoleChaining.Text;

namespace RoleChaining.Sources;

/// <summary>
/// A process that ends, with all that it has started, when this is disposed, or when this program ends: by a signal too, which waits for
/// nobody.
/// </summary>
internal sealed class StartedProcess : IDisposable
{
    private const int FileNotFound = 2;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<StartedProcess, bool> Running = new();

    // A process can run, and be seen, before the thread that starts it has it here. The end of this program waits for such a thread.
    private static readonly ReaderWriterLockSlim Starting = new();

    private readonly Process _process;

    static StartedProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private StartedProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public int ExitCode => _process.ExitCode;

    /// <param name="start">Its standard output must be redirected. A program without a path is one of PATH.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static StartedProcess Start(ProcessStartInfo start)
    {
        start.FileName = start.FileName.Contains('/', StringComparison.Ordinal) ? start.FileName
            : ProgramPath.Find(start.FileName) ?? throw new Win32Exception(FileNotFound);
        Starting.EnterReadLock();
        try
        {
            StartedProcess process = new(Process.Start(start)!);
            Running.TryAdd(process, true);
            return process;
        }
        finally
        {
            Starting.ExitReadLock();
        }
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public void Dispose()
    {
        Running.TryRemove(this, out _);
        Kill();
        _process.Dispose();
    }

    /// <summary>Nothing is started afterwards: the lock is kept.</summary>
    private static void KillAll()
    {
        Starting.TryEnterWriteLock(LongestStart);
        foreach (StartedProcess process in Running.Keys)
        {
            process.Kill();
        }
    }

    private void Kill()
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
