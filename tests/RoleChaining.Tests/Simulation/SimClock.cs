namespace RoleChaining.Simulation;

/// <summary>A machine's clock on a <see cref="Timeline"/>. The wall clock can be set; timers and timestamps do not notice.</summary>
internal sealed class SimClock(Timeline timeline) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far the wall clock is from the true time.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + timeline.Now + timeline.Slept + Offset;

    public override long GetTimestamp() => timeline.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SimTimer timer = new(timeline, () => callback(state), state as Task);
        timer.Change(dueTime, period);
        return timer;
    }
}
