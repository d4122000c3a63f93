namespace RoleChaining.Simulation;

/// <summary>Makes a scenario of a seed.</summary>
internal static class Scenarios
{
    private static readonly double[] HubMinutes = [15, 20, 45, 60, 90, 120, 240, 720];
    private static readonly double[] ChainedMinutes = [15, 20, 30, 45, 60];
    private static readonly double[] PeriodSeconds = [1, 2, 5, 10, 30];
    private static readonly double[] LatencyMilliseconds = [0, 50, 300, 1500];
    private static readonly double[] OutageSeconds = [1, 5, 15, 30, 60, 120, 300, 600, 1200];
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    public static Scenario Of(int seed)
    {
        Random random = new(seed);
        int hops = random.Next(1, 5);
        TimeSpan[] lifetimes = [.. Enumerable.Range(0, hops).Select(hop => TimeSpan.FromMinutes(Pick(random, hop == 0 ? HubMinutes : ChainedMinutes)))];
        TimeSpan leafLife = lifetimes[^1];

        // One in five without any fault: there the calls are counted.
        int faultCount = random.Next(5) switch { 0 => 0, 1 => 2, _ => 1 };
        List<Fault> faults = [];
        while (faults.Count < faultCount)
        {
            faults.Add(AFault(random, hops, leafLife, faults.FirstOrDefault()));
        }

        TimeSpan latency = TimeSpan.FromMilliseconds(Pick(random, LatencyMilliseconds));
        faults = [.. faults.Select(fault => fault with { Latency = latency })];
        TimeSpan outage = faults.Select(fault => fault.Until - fault.From).Append(TimeSpan.Zero).Max();
        ReadPattern pattern = random.Next(4) switch { 0 => ReadPattern.Bursts, 1 => ReadPattern.WithGaps, _ => ReadPattern.Steady };
        return new Scenario
        {
            Seed = seed,
            Lifetimes = lifetimes,
            Spokes = random.Next(1, 4),
            Latency = latency,
            SourceLifetime = random.Next(3) == 0 ? TimeSpan.FromMinutes(Pick(random, [60, 360])) : null,
            Pattern = pattern,

            // Not too many reads in a long outage: each of them costs an exception, and they are all alike.
            Period = TimeSpan.FromSeconds(Math.Max(Pick(random, PeriodSeconds) * (pattern == ReadPattern.Bursts ? 5 : 1), outage.TotalSeconds / 200)),
            Burst = pattern == ReadPattern.Bursts ? random.Next(2, 10) : 1,
            Faults = faults,
            Length = faults.Select(fault => fault.End).Append(2.5 * leafLife).Max() + TimeSpan.FromMinutes(3),
        };
    }

    private static Fault AFault(Random random, int hops, TimeSpan leafLife, Fault? other)
    {
        // A session that is revoked twice within 30 seconds is refused to its reader on purpose.
        FaultKind kind = Kinds[random.Next(other?.Kind == FaultKind.Revoked ? Kinds.Length - 1 : Kinds.Length)];

        // Around the end of the first session's life or around another fault, where it hurts, or anywhere.
        TimeSpan from = random.Next(4) switch
        {
            >= 2 when other is not null => other.Until + (TimeSpan.FromMinutes(1) * (random.NextDouble() - 0.8)),
            0 => random.NextDouble() * 2 * leafLife,
            1 => random.NextDouble() * TimeSpan.FromSeconds(10),
            _ => leafLife - (random.NextDouble() * TimeSpan.FromMinutes(random.Next(2) == 0 ? 16 : 2)),
        };
        from = from < TimeSpan.Zero ? TimeSpan.Zero : from;
        bool lasts = kind is not (FaultKind.ClockJump or FaultKind.Asleep or FaultKind.Revoked or FaultKind.RevokedByDeny or FaultKind.Invalidated);
        double jumpMinutes = Pick(random, [1, 4, 6, 20, 50, 70, 300]);
        return new Fault
        {
            Kind = kind,
            From = from,
            Until = lasts ? from + (TimeSpan.FromSeconds(random.Next(40) == 0 ? 7200 : Pick(random, OutageSeconds)) * (0.5 + random.NextDouble())) : from,
            Hop = random.Next(1, hops + 1),
            Jump = TimeSpan.FromMinutes(jumpMinutes) * (kind == FaultKind.ClockJump && random.Next(2) == 0 ? -1 : 1),
        };
    }

    private static double Pick(Random random, double[] values) => values[random.Next(values.Length)];
}
