using System.Diagnostics;

namespace RoleChaining.Simulation;

/// <summary>
/// A cancelled <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> is the one thing in a call that goes on in the thread
/// pool. The simulation waits while it does: it knows that it will begin, since the delay gives up its timer, and when it ends, since an
/// <see cref="AsyncLocal{T}"/> tells when a thread takes up the simulation's context and lays it down.
/// </summary>
internal sealed class Detours
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly AsyncLocal<Detours?> _context;
    private int _expected;
    private int _begun;
    private int _ended;
    private volatile int _onThread;

    public Detours() => _context = new AsyncLocal<Detours?>(Notice) { Value = this };

    public void Expect() => _expected++;

    public void Wait()
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        while (Volatile.Read(ref _ended) < Volatile.Read(ref _expected))
        {
            spin.SpinOnce(sleep1Threshold: -1);
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException("Something that left the simulation's thread did not come to an end.");
            }
        }

        if (Volatile.Read(ref _begun) != Volatile.Read(ref _expected))
        {
            throw new InvalidOperationException("Something left the simulation's thread that nothing foretold.");
        }
    }

    /// <summary>Two at a time would make runs differ, and their numbers be wrong.</summary>
    public void CheckThread()
    {
        int thread = Environment.CurrentManagedThreadId;
        if (thread != _thread && thread != _onThread)
        {
            throw new InvalidOperationException("Something left the simulation's thread that nothing foretold.");
        }
    }

    private void Notice(AsyncLocalValueChangedArgs<Detours?> change)
    {
        int thread = Environment.CurrentManagedThreadId;
        if (!change.ThreadContextChanged || thread == _thread)
        {
            return;
        }

        if (change.CurrentValue == this)
        {
            _onThread = thread;
            Interlocked.Increment(ref _begun);
        }
        else
        {
            Interlocked.Increment(ref _ended);
        }
    }
}
