using System.Globalization;

namespace RoleChaining.Simulation;

/// <summary>
/// Real credentials under seeded faults, on one thread and no clock but the simulation's. A broken rule prints the scenario's line;
/// <c>ROLE_CHAINING_SEED=1234</c> replays that seed alone, <c>ROLE_CHAINING_SEEDS=100000</c> runs so many.
/// </summary>
public sealed class SimulationTests
{
    private const int NormalCount = 2000;

    [Fact]
    public void The_rules_hold_under_any_fault_load_and_time()
    {
        int[] seeds = Setting("ROLE_CHAINING_SEED") is { } one ? [one] : [.. Enumerable.Range(1, Setting("ROLE_CHAINING_SEEDS") ?? NormalCount)];
        SimulationRuns runs = SimulationRuns.Of(seeds);
        TestContext.Current.SendDiagnosticMessage("{0}", runs.Sum);
        if (seeds is [_])
        {
            TestContext.Current.TestOutputHelper!.WriteLine(runs.Sum.ToString());
        }

        Assert.True(runs.Broken.Count == 0, $"{runs.Broken.Count} of {seeds.Length} scenarios broke a rule:{Environment.NewLine}{string.Join(Environment.NewLine, runs.Broken.Take(10))}");
    }

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        foreach (int seed in Enumerable.Range(1, 20))
        {
            Assert.Equal(SimulationRuns.Of([seed]).Sum, SimulationRuns.Of([seed]).Sum);
        }
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
