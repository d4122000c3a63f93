using System.Diagnostics;
using RoleChaining.Benchmarks.Numbers;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// Measures contenders in turns of about a millisecond, so that what else the machine does strikes all of them alike, and takes the
/// median turn of each.
/// </summary>
internal sealed class Rounds(int rounds, int times)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private readonly List<Contender> _contenders = [];

    /// <param name="name">How the result is called.</param>
    /// <param name="run">Runs the operation so many times.</param>
    public Rounds Add(string name, Action<int> run)
    {
        _contenders.Add(new Contender(name, run));
        return this;
    }

    /// <returns>For every contender <c>name ns</c> and <c>name B</c>, and <c>name ratio</c> to the first one in the same round.</returns>
    public Dictionary<string, double> Measure()
    {
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < WarmUp;)
        {
            TakeTurns(round: 0);
        }

        _contenders.ForEach(contender => contender.Forget());
        for (int round = 0; round < rounds; round++)
        {
            TakeTurns(round);
        }

        Dictionary<string, double> results = [];
        foreach (Contender contender in _contenders)
        {
            results[$"{contender.Name} ns"] = Statistics.Median(contender.Times);
            results[$"{contender.Name} B"] = Statistics.Median(contender.Bytes);
            results[$"{contender.Name} ratio"] = Statistics.Median(
                [.. contender.Times.Zip(_contenders[0].Times, (own, first) => own / first)]);
        }

        return results;
    }

    // Whoever comes first in one round comes last in the next.
    private void TakeTurns(int round)
    {
        for (int i = 0; i < _contenders.Count; i++)
        {
            _contenders[(i + round) % _contenders.Count].Take(times);
        }
    }

    private sealed record Contender(string Name, Action<int> Run)
    {
        public List<double> Times { get; } = [];

        public List<double> Bytes { get; } = [];

        public void Take(int times)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            Run(times);
            Times.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds / times);
            Bytes.Add((GC.GetAllocatedBytesForCurrentThread() - bytes) / times);
        }

        public void Forget()
        {
            Times.Clear();
            Bytes.Clear();
        }
    }
}
