namespace RoleChaining.Simulation;

/// <summary>What the parts of one simulation share.</summary>
internal sealed class SimContext
{
    public SimContext(Scenario scenario)
    {
        Scenario = scenario;
        Random = new Random(scenario.Seed);
        Server = new SimClock(Timeline);
        Client = new SimClock(Timeline);
    }

    public Scenario Scenario { get; }

    public Timeline Timeline { get; } = new();

    /// <summary>Always right.</summary>
    public SimClock Server { get; }

    public SimClock Client { get; }

    public Random Random { get; }

    public bool Is(FaultKind kind) => Scenario.Active(kind, Timeline.Now) is not null;

    public bool IsDenied(int hop) => Scenario.Active(FaultKind.Denied, Timeline.Now)?.Hop == hop;
}
