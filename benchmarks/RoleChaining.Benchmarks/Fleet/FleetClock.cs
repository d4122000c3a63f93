namespace RoleChaining.Benchmarks.Fleet;

/// <summary>
/// A clock that is moved by hand, with a queue of timers: a large fleet has hundreds of thousands, and a fake clock that looks at all of
/// them at each step takes hours. Thread-safe, but for <see cref="Advance"/>.
/// </summary>
internal sealed class FleetClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(Timer Timer, int Version), (long Due, long Order)> _timers = new();
    private long _now;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(Volatile.Read(ref _now));

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
        {
            throw new NotSupportedException("Timers here are due once.");
        }

        Timer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Whether a timer falls due within this time. It may have been cancelled.</summary>
    public bool IsAnyDue(TimeSpan within)
    {
        lock (_lock)
        {
            return _timers.TryPeek(out _, out (long Due, long Order) first) && first.Due <= _now + within.Ticks;
        }
    }

    /// <summary>Lets time pass. A timer that falls due runs on this thread, at its time.</summary>
    public void Advance(TimeSpan time)
    {
        long end = _now + time.Ticks;
        while (TakeDue(end) is { } timer)
        {
            timer.Run();
        }

        Volatile.Write(ref _now, end);
    }

    private Timer? TakeDue(long end)
    {
        lock (_lock)
        {
            while (_timers.TryPeek(out (Timer Timer, int Version) entry, out (long Due, long Order) key) && key.Due <= end)
            {
                _timers.Dequeue();
                if (entry.Timer.Version == entry.Version)
                {
                    Volatile.Write(ref _now, Math.Max(_now, key.Due));
                    return entry.Timer;
                }
            }

            return null;
        }
    }

    private sealed class Timer(FleetClock clock, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>Changes with each due time: what is in the queue with another one is over.</summary>
        public int Version { get; private set; }

        public void Run() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                Version++;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock._timers.Enqueue((this, Version), (clock._now + dueTime.Ticks, clock._order++));
                }

                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
