namespace RoleChaining.Simulation;

/// <summary>
/// The simulation's scheduler: one thing happens after the other, in the order of its time and then of its planning, all on the thread
/// that runs it (or while that waits: see <see cref="Detours"/>). So a run depends on its seed alone.
/// </summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<SimTimer, (TimeSpan Due, long Order)> _due = new();
    private readonly Queue<Action> _ready = new();
    private readonly Detours _detours = new();
    private long _order;

    /// <summary>How long the machine has run. What it slept through is not in it, as on Linux's monotonic clock.</summary>
    public TimeSpan Now { get; private set; }

    public TimeSpan Slept { get; private set; }

    /// <summary>Something that happens at a time.</summary>
    public void At(TimeSpan when, Action action) => new SimTimer(this, action, task: null).Change(when - Now, Timeout.InfiniteTimeSpan);

    /// <summary>Something that happens next, as work does that is queued for another thread.</summary>
    public void Post(Action action)
    {
        _detours.CheckThread();
        _ready.Enqueue(action);
    }

    /// <summary>Hours pass while the machine is asleep: no timer moves.</summary>
    public void Sleep(TimeSpan time) => Slept += time;

    public void Run(TimeSpan until)
    {
        while (true)
        {
            while (_ready.TryDequeue(out Action? next))
            {
                next();
                _detours.Wait();
            }

            if (!_due.TryPeek(out SimTimer? timer, out (TimeSpan Due, long Order) entry) || entry.Due > until)
            {
                Now = until;
                return;
            }

            _due.Dequeue();
            if (timer.IsDueAs(entry.Order))
            {
                Now = entry.Due;
                timer.Fire();
                _detours.Wait();
            }
        }
    }

    /// <returns>What tells this planning of a timer from its earlier ones.</returns>
    internal long Plan(SimTimer timer, TimeSpan due)
    {
        _detours.CheckThread();
        _due.Enqueue(timer, (due < Now ? Now : due, ++_order));
        return _order;
    }

    internal void ExpectDetour() => _detours.Expect();
}
