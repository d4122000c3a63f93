using System.Globalization;

namespace RoleChaining.Simulation;

/// <summary>What happens in one simulation: made of a seed, and told in a line.</summary>
internal sealed record Scenario
{
    public required int Seed { get; init; }

    /// <summary>The lifetime of each hop's sessions, hub first.</summary>
    public required IReadOnlyList<TimeSpan> Lifetimes { get; init; }

    /// <summary>How many chains differ in their last hop alone.</summary>
    public int Spokes { get; init; } = 1;

    /// <summary>What STS takes for an answer when all is well.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The life of the source's own keys, which it renews by itself; null for keys that never end.</summary>
    public TimeSpan? SourceLifetime { get; init; }

    public ReadPattern Pattern { get; init; }

    /// <summary>From one read, or one burst, to the next.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many reads come at one instant.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>When nothing is read at all.</summary>
    public (TimeSpan From, TimeSpan Until) Pause { get; init; }

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    public required TimeSpan Length { get; init; }

    public int Hops => Lifetimes.Count;

    /// <summary>Whether any read of this chain comes within ten seconds of any moment.</summary>
    public bool IsReadAllTheTime => Pattern == ReadPattern.Steady && Period <= TimeSpan.FromSeconds(10);

    public Fault? Active(FaultKind kind, TimeSpan time) => Faults.FirstOrDefault(fault => fault.Kind == kind && fault.Covers(time));

    /// <summary>Whether no outage lasted at any time from so long before a moment up to it.</summary>
    public bool IsCalm(TimeSpan before, TimeSpan time) => !Faults.Any(fault => fault.IsOutage && fault.From <= time && fault.End > time - before);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {string.Join(" > ", Lifetimes.Select(life => $"{life.TotalMinutes:0} min"))}, {Spokes} spokes, {Latency.TotalMilliseconds:0} ms, source {(SourceLifetime is { } life ? $"{life.TotalMinutes:0} min" : "of long-term keys")}, {Pattern} every {Period.TotalSeconds:0.#} s by {Burst}, {Length:c}; {(Faults.Count == 0 ? "no fault" : string.Join("; ", Faults))}");
}
