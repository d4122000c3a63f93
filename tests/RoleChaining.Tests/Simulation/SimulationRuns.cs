using System.Collections.Concurrent;

namespace RoleChaining.Simulation;

/// <summary>Many simulations, each on one thread of its own.</summary>
internal sealed class SimulationRuns
{
    private readonly ConcurrentQueue<int> _seeds;
    private readonly Lock _gate = new();

    private readonly Action<RoleChainRefreshOptions>? _refresh;

    private SimulationRuns(IEnumerable<int> seeds, Action<RoleChainRefreshOptions>? refresh) => (_seeds, _refresh) = (new ConcurrentQueue<int>(seeds), refresh);

    public Tally Sum { get; } = new();

    /// <summary>The scenarios that broke a rule, and which.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Of the runs in which nothing went wrong: the calls made, and those that the windows ask for.</summary>
    public (int Made, int AskedFor) CallsWhenWell { get; private set; }

    public static SimulationRuns Of(IReadOnlyCollection<int> seeds, Action<RoleChainRefreshOptions>? refresh = null)
    {
        SimulationRuns runs = new(seeds, refresh);
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(seeds.Count, Environment.ProcessorCount)).Select(_ => new Thread(runs.Work))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return runs;
    }

    private void Work()
    {
        while (_seeds.TryDequeue(out int seed))
        {
            Scenario scenario = Scenarios.Of(seed);
            List<string> violations;
            Tally? tally = null;
            try
            {
                Simulation simulation = Simulation.Run(scenario, context => new ChainSubject(context, _refresh));
                (violations, tally) = (simulation.Violations, simulation.Tally);
            }
            catch (Exception e)
            {
                violations = [e.ToString()];
            }

            lock (_gate)
            {
                if (tally is not null)
                {
                    Sum.Add(tally);
                    if (scenario.Faults.Count == 0 && scenario.Pattern != ReadPattern.WithGaps)
                    {
                        CallsWhenWell = (CallsWhenWell.Made + tally.StsCalls, CallsWhenWell.AskedFor + WindowsAsk.For(scenario));
                    }
                }

                if (violations.Count > 0)
                {
                    Broken.Add($"{scenario}{Environment.NewLine}    {violations.Count} broken: {string.Join($"{Environment.NewLine}    ", violations.Take(3))}{Environment.NewLine}    {tally}");
                }
            }
        }
    }
}
