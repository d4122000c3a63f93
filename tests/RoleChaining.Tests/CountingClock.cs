using Microsoft.Extensions.Time.Testing;

namespace RoleChaining;

/// <summary>Counts the timers on it, and so tells who waits for it to move.</summary>
internal sealed class CountingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _timers;
    private int _running;

    /// <summary>How many were ever made.</summary>
    public int Timers => Volatile.Read(ref _timers);

    /// <summary>How many are not disposed of. A call with a time limit has one until it ends.</summary>
    public int Running => Volatile.Read(ref _running);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _running);
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return new Timer(this, timer);
    }

    private sealed class Timer(CountingClock clock, ITimer timer) : ITimer
    {
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            if (!Interlocked.Exchange(ref _isDisposed, true))
            {
                Interlocked.Decrement(ref clock._running);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
