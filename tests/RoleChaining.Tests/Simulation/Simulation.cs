namespace RoleChaining.Simulation;

/// <summary>Lets a scenario happen to a subject: its readers, its faults, and what is asked of every read.</summary>
internal sealed class Simulation
{
    private static readonly TimeSpan Mandatory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestFlight = TimeSpan.FromSeconds(60);

    /// <summary>Where readers would otherwise fail, STS's return is seen within this time.</summary>
    private static readonly TimeSpan UrgentRecovery = TimeSpan.FromSeconds(5);

    /// <summary>And this one elsewhere.</summary>
    private static readonly TimeSpan RelaxedRecovery = TimeSpan.FromSeconds(60);

    private readonly SimContext _context;
    private readonly ISubject _subject;
    private readonly Random _arrivals;
    private int _pending;

    private Simulation(SimContext context, ISubject subject)
    {
        _context = context;
        _subject = subject;
        _arrivals = new Random(~context.Scenario.Seed); // the same reads whoever is read
    }

    public Tally Tally { get; } = new();

    /// <summary>What was broken of the rules that ours must keep.</summary>
    public List<string> Violations { get; } = [];

    private Scenario Scenario => _context.Scenario;

    private TimeSpan Now => _context.Timeline.Now;

    public static Simulation Run(Scenario scenario, Func<SimContext, ISubject> create)
    {
        SimContext context = new(scenario);
        using ISubject subject = create(context);
        Simulation simulation = new(context, subject);
        simulation.Run();
        return simulation;
    }

    private void Run()
    {
        foreach (Fault fault in Scenario.Faults)
        {
            _context.Timeline.At(fault.From, () => Begin(fault));
            TimeSpan slack = (2 * Scenario.Period) + (2 * Scenario.Hops * Scenario.Latency);
            _context.Timeline.At(fault.End + RelaxedRecovery + slack, () => CheckHealth(fault, RelaxedRecovery + slack));
        }

        _context.Timeline.Post(Arrive);
        _context.Timeline.Run(Scenario.Length);
        _context.Timeline.Run(Scenario.Length + (2 * LongestFlight));
        if (_pending > 0)
        {
            Violations.Add($"{_pending} reads never ended");
        }

        Tally.StsCalls = _subject.StsCalls;
        Tally.FailedStsCalls = _subject.FailedStsCalls;
    }

    private void Begin(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.ClockJump:
                _context.Client.Offset += fault.Jump;
                break;

            case FaultKind.Asleep:
                _context.Timeline.Sleep(fault.Jump);
                break;

            case FaultKind.Revoked:
                _subject.Revoke(fault.Hop);
                break;

            case FaultKind.RevokedByDeny:
                _subject.RevokeByDeny(fault.Hop);
                break;

            case FaultKind.Invalidated:
                _subject.Invalidate(allHops: fault.Hop == 1);
                break;
        }
    }

    private void Arrive()
    {
        for (int spoke = 0; spoke < Scenario.Spokes; spoke++)
        {
            for (int reader = 0; reader < Scenario.Burst; reader++)
            {
                Read(spoke);
            }
        }

        TimeSpan next = Now + (Scenario.Pattern == ReadPattern.WithGaps && _arrivals.Next(200) == 0
            ? TimeSpan.FromMinutes(_arrivals.NextDouble() * 120)
            : Scenario.Period * (0.5 + _arrivals.NextDouble()));
        next = next > Scenario.Pause.From && next < Scenario.Pause.Until ? Scenario.Pause.Until : next;
        if (next < Scenario.Length)
        {
            _context.Timeline.At(next, Arrive);
        }
    }

    private void Read(int spoke)
    {
        Tally.Reads++;
        TimeSpan at = Now;
        Task<string> read = _subject.ReadAsync(spoke);
        if (read.IsCompletedSuccessfully)
        {
            Use(spoke, read.Result, at);
        }
        else
        {
            TimeSpan? left = _subject.ValidFor(spoke);
            Await(read, left, () => Conclude(read, left, at, () => Use(spoke, read.Result, at)));
        }
    }

    /// <summary>Sends a request with what was read. A service that refuses it makes an AWS client ask once more.</summary>
    private void Use(int spoke, string accessKeyId, TimeSpan at)
    {
        if (_subject.IsUsable(accessKeyId))
        {
            return;
        }

        Tally.Rejected++;
        if (!_subject.Reject(spoke, accessKeyId))
        {
            Fail(at, "was refused by the service");
            return;
        }

        Task<string> again = _subject.ReadAsync(spoke);
        TimeSpan? left = _subject.ValidFor(spoke);
        Await(again, left, () => Conclude(again, left, at, () =>
        {
            if (!_subject.IsUsable(again.Result))
            {
                Fail(at, "was refused by the service twice");
            }
        }));
    }

    private void Await(Task<string> read, TimeSpan? left, Action conclude)
    {
        if (read.IsCompleted)
        {
            conclude();
            return;
        }

        TimeSpan at = Now;
        _pending++;
        Tally.Waited++;
        if (left > Mandatory)
        {
            Violations.Add($"a read waited at {at:c} with {left:c} left");
        }

        read.ContinueWith(
            _ =>
            {
                _pending--;
                TimeSpan wait = Now - at;
                Tally.TotalWait += wait;
                Tally.LongestWait = wait > Tally.LongestWait ? wait : Tally.LongestWait;
                if (wait > LongestFlight)
                {
                    Violations.Add($"a read waited for {wait:c} at {at:c}");
                }

                conclude();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Conclude(Task<string> read, TimeSpan? left, TimeSpan at, Action use)
    {
        if (read.IsCompletedSuccessfully)
        {
            use();
            return;
        }

        string error = read.Exception!.InnerException!.Message;
        Fail(at, $"failed ({error})");
        if (left > TimeSpan.Zero)
        {
            Violations.Add($"a read failed at {at:c} with {left:c} left: {error}");
        }
    }

    private void Fail(TimeSpan at, string how)
    {
        Tally.Failed++;
        if (Scenario.IsCalm(UrgentRecovery + (Now - at), Now))
        {
            Violations.Add($"a read of {at:c} {how} at {Now:c}, when all was well");
        }

        TimeSpan? end = Scenario.Faults.Where(fault => fault.End <= Now).Max(fault => (TimeSpan?)fault.End);
        if (end is { } over && Scenario.IsCalm(TimeSpan.Zero, Now) && Now - over > Tally.Recovery)
        {
            Tally.Recovery = Now - over;
        }
    }

    private void CheckHealth(Fault fault, TimeSpan calm)
    {
        if (!Scenario.IsReadAllTheTime || !Scenario.IsCalm(calm - TimeSpan.FromTicks(1), Now) || Now > Scenario.Length)
        {
            return;
        }

        // What the application has invalidated is obtained again with the next read, and not before.
        if (Scenario.Faults.Any(other => other.Kind == FaultKind.Invalidated && other.From <= Now && Now - other.From <= Scenario.Period))
        {
            return;
        }

        for (int spoke = 0; spoke < Scenario.Spokes; spoke++)
        {
            if (!_subject.IsHealthy(spoke))
            {
                Violations.Add($"a spoke is not well at {Now:c}, {calm:c} after {fault}");
            }
        }
    }
}
