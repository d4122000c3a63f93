namespace RoleChaining.Simulation.Peers;

/// <summary>A row of the table: scenarios that differ in chain, lifetimes and the moment of one fault.</summary>
internal sealed record Situation(string Name, Func<Random, Scenario> Of)
{
    private static readonly double[] LeafMinutes = [15, 30, 60];

    public static IReadOnlyList<Situation> All { get; } =
    [
        new("nothing wrong, 6 h", random => Chain(random)),
        new("nothing wrong, 15-minute sessions, 6 h", random => Chain(random, leafMinutes: 15)),
        new("STS down 2 min, from 0-16 min before the session ends", random => With(random, FaultKind.StsDown, minutes: 2)),
        new("STS down 20 min, the same", random => With(random, FaultKind.StsDown, minutes: 20)),
        new("STS down 30 s as an idle process wakes in its session's last minute", Waking),
        new("STS down in the first minute of a cold process", Cold),
        new("throttled 5 min", random => With(random, FaultKind.Throttled, minutes: 5)),
        new("every other call fails, 20 min", random => With(random, FaultKind.Flaky, minutes: 20)),
        new("connections reset 5 min", random => With(random, FaultKind.Reset, minutes: 5)),
        new("STS takes 10 s, for 10 min", random => With(random, FaultKind.Slow, minutes: 10)),
        new("STS never answers, for 5 min", random => With(random, FaultKind.Silent, minutes: 5)),
        new("one role denied 5 min", random => With(random, FaultKind.Denied, minutes: 5)),
        new("one role denied 20 min", random => With(random, FaultKind.Denied, minutes: 20)),
        new("one region down 30 min", random => With(random, FaultKind.RegionDown, minutes: 30)),
        new("source down 30 min", random => With(random, FaultKind.SourceDown, minutes: 30)),
        new("a session revoked", random => With(random, FaultKind.Revoked, minutes: 0)),
        new("clock set 20 min forward or back", random => With(random, FaultKind.ClockJump, minutes: 0, jump: random.Next(2) == 0 ? 20 : -20)),
        new("machine asleep for 2 h", random => With(random, FaultKind.Asleep, minutes: 0, jump: 120)),
    ];

    private static Scenario Chain(Random random, double? leafMinutes = null)
    {
        TimeSpan[] lifetimes = [.. Enumerable.Repeat(TimeSpan.FromHours(1), random.Next(0, 3)), TimeSpan.FromMinutes(leafMinutes ?? LeafMinutes[random.Next(3)])];
        return new Scenario
        {
            Seed = random.Next(),
            Lifetimes = lifetimes,
            Latency = TimeSpan.FromMilliseconds(100),
            Length = TimeSpan.FromHours(6),
        };
    }

    private static Scenario With(Random random, FaultKind kind, double minutes, double jump = 0)
    {
        Scenario chain = Chain(random);
        TimeSpan from = chain.Lifetimes[^1] - (random.NextDouble() * TimeSpan.FromMinutes(Math.Min(16, chain.Lifetimes[^1].TotalMinutes - 1)));
        return With(chain, new Fault
        {
            Kind = kind,
            From = from,
            Until = from + TimeSpan.FromMinutes(minutes),
            Hop = random.Next(1, chain.Hops + 1),
            Jump = TimeSpan.FromMinutes(jump),
            Latency = chain.Latency,
        });
    }

    private static Scenario Waking(Random random)
    {
        Scenario chain = Chain(random);
        TimeSpan wakes = chain.Lifetimes[^1] - (random.NextDouble() * TimeSpan.FromSeconds(55)) - TimeSpan.FromSeconds(3);
        Fault fault = new() { Kind = FaultKind.StsDown, From = wakes - TimeSpan.FromSeconds(1), Until = wakes + TimeSpan.FromSeconds(29), Latency = chain.Latency };
        return With(chain, fault) with { Pause = (TimeSpan.FromMinutes(1), wakes) };
    }

    private static Scenario Cold(Random random)
    {
        Scenario chain = Chain(random);
        return With(chain, new Fault { Kind = FaultKind.StsDown, From = TimeSpan.Zero, Until = TimeSpan.FromMinutes(1), Latency = chain.Latency });
    }

    private static Scenario With(Scenario chain, Fault fault) => chain with { Faults = [fault], Length = fault.Until + TimeSpan.FromMinutes(30) };
}
