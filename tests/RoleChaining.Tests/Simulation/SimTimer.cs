namespace RoleChaining.Simulation;

/// <summary>A timer on a <see cref="Timeline"/>. One that was changed or disposed of stays queued under its old order, and is passed over.</summary>
/// <param name="timeline">Where it runs.</param>
/// <param name="callback">What it does.</param>
/// <param name="task">The task that it ends, if that is what it is for: a delay, or a wait of limited time.</param>
internal sealed class SimTimer(Timeline timeline, Action callback, Task? task) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private long _order;

    public bool IsDueAs(long order) => order == _order;

    public void Fire()
    {
        _order = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? 0 : timeline.Plan(this, timeline.Now + _period);
        callback();
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _order = dueTime == Timeout.InfiniteTimeSpan ? 0 : timeline.Plan(this, timeline.Now + dueTime);
        return true;
    }

    public void Dispose()
    {
        if (_order != 0 && task is { IsCanceled: true })
        {
            timeline.ExpectDetour();
        }

        _order = 0;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
