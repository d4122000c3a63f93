using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.World;
using static System.FormattableString;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>What the design promises, against what a run measured.</summary>
internal static class Goals
{
    public static IReadOnlyList<Goal> Of(Ledger run) =>
        [.. Reads(run), .. Requests(run), .. ColdStorms(run), .. Chains(run), .. Spokes(run), .. Refreshes(run), .. Pools(run)];

    private static IEnumerable<Goal> Reads(Ledger run)
    {
        double clock = Read(run, "clock"), sdk = Read(run, "nested async");
        foreach (string how in new[] { "async", "sync" })
        {
            yield return new(
                $"warm read, {how}",
                Read(run, $"nested {how}"),
                Read(run, $"chained {how}"),
                1.5 * clock,
                "ns",
                "1.5 x one look at the clock");
            yield return new(
                $"warm read, {how}: memory",
                run[$"warm read, nested {how}", "B"],
                run[$"warm read, chained {how}", "B"],
                0,
                "B",
                "nothing");
        }

        yield return new("warm read, async, against the SDK's", sdk, Read(run, "chained async"), sdk / 5, "ns", "a fifth of the SDK's");
        foreach (string how in new[] { "async", "sync" })
        {
            yield return new(
                $"warm read, {how}, by 16 threads at once: processor time",
                run["warm read by threads, nested async 16", "ns"],
                run[$"warm read by threads, chained {how} 16", "ns"],
                1.1 * run[$"warm read by threads, chained {how} 1", "ns"],
                "ns",
                "1.1 x that by one thread");
        }
    }

    // Without the loop that measures it.
    private static double Read(Ledger run, string what) => run[$"warm read, {what}", "ns"] - run["warm read, nothing", "ns"];

    private static IEnumerable<Goal> Requests(Ledger run)
    {
        double nested = run["one S3 request, nested", "ratio"], chained = run["one S3 request, chained", "ratio"];
        yield return new("one S3 request, against static keys", nested, chained, 1.05, "x", "5 % more than with static keys");
        yield return new("one S3 request, against the SDK's", nested, chained, nested, "x", "less than with nested credentials");
        yield return new(
            "one S3 request: memory",
            run["one S3 request, nested", "B"],
            run["one S3 request, chained", "B"],
            run["one S3 request, static", "B"] + 300,
            "B",
            "300 B more than with static keys");
    }

    private static IEnumerable<Goal> ColdStorms(Ledger run)
    {
        foreach (StormCase storm in StormCase.All)
        {
            double sdk = run[Storms.Name(storm, Library.AwsSdk), "ms"], ours = run[Storms.Name(storm, Library.Ours), "ms"];
            double trips = run[$"{ColdChains.Name(hops: 2)}, round trips", "ms"];
            yield return storm switch
            {
                { Arrival: StormArrival.Async, Connection: StormConnection.FreshProcess } =>
                    new($"{storm}", sdk, ours, 1.5 * sdk, "ms", "1.5 x the SDK's"),
                { Arrival: StormArrival.Async } => new($"{storm}", sdk, ours, 1.5 * trips, "ms", "1.5 x two bare round trips"),
                { StarvesTheSdk: false } => new($"{storm}", sdk, ours, 1.5 * sdk, "ms", "1.5 x the SDK's"),
                _ => new($"{storm}", sdk, ours, 400, "ms", "400 ms"),
            };
        }

        double raised = StormCase.All.Max(storm => run[$"{Storms.Name(storm, Library.Ours)}, pool minimum left raised by", "threads"]);
        yield return new("the pool's minimum after any storm, above what it was", double.NaN, raised, 0, "threads", "as it was");
        double handshakes = StormCase.All.Where(storm => storm.Tls).Max(
            storm => run[$"{Storms.Name(storm, Library.Ours)}, TLS handshakes", "handshakes"]);
        yield return new("TLS handshakes of a storm, at most", double.NaN, handshakes, 1, "handshakes", "one for all hops");
    }

    private static IEnumerable<Goal> Chains(Ledger run)
    {
        foreach (bool tls in new[] { false, true })
        {
            foreach (int latency in new[] { 0, 20 })
            {
                foreach (int hops in ColdChains.Lengths)
                {
                    string name = ColdChains.Name(hops, tls, latency);
                    yield return new(
                        $"{name}: beyond round trips, per hop",
                        run[$"{name}, nested extra per hop", "ms"],
                        run[$"{name}, chained extra per hop", "ms"],
                        1,
                        "ms",
                        "1 ms");
                }
            }
        }

        foreach (CompiledAs form in Enum.GetValues<CompiledAs>())
        {
            double factor = form switch { CompiledAs.Jit => 1.12, CompiledAs.ReadyToRun => 1.06, _ => 1.03 };
            foreach (bool tls in new[] { false, true })
            {
                foreach (int hops in ColdProcesses.Lengths)
                {
                    string name = ColdProcesses.Name(form, hops, tls);
                    double sdk = run[ColdProcesses.Name(form, hops, tls, ColdProcesses.Baseline(form)), "ms"];
                    double ours = run[ColdProcesses.Name(form, hops, tls, "chained"), "ms"];
                    yield return new(
                        name,
                        sdk,
                        ours,
                        factor * sdk,
                        "ms",
                        Invariant($"{factor} x {(form == CompiledAs.Native ? "calls by hand" : "the SDK's")}"));
                }
            }
        }
    }

    private static IEnumerable<Goal> Spokes(Ledger run)
    {
        const string Calls = "AssumeRole";
        yield return new(
            "100 spokes behind one hub: AssumeRole",
            run[$"{FanOuts.Name(100, "nested, a hub each")}, {Calls}", "calls"],
            run[$"{FanOuts.Name(100, "chained")}, {Calls}", "calls"],
            101,
            "calls",
            "the hub once, each spoke once");
        foreach ((int spokes, int latency) in new[] { (1_000, FanOuts.Slow), (1_000, 20), (FanOuts.Largest, 20) })
        {
            yield return new(
                FanOuts.Name(spokes, "cold", latency),
                run[FanOuts.Name(spokes, "nested on a shared hub", latency), "ms"],
                run[FanOuts.Name(spokes, "chained", latency), "ms"],
                1.3 * FanOuts.Allowed(spokes, latency),
                "ms",
                "1.3 x what 50 at once, and STS's quota, allow");
            yield return new(
                FanOuts.Name(spokes, "cold: failed", latency),
                run[$"{FanOuts.Name(spokes, "nested on a shared hub", latency)}, failed", "reads"],
                run[$"{FanOuts.Name(spokes, "chained", latency)}, failed", "reads"],
                0,
                "reads",
                "none");
        }
    }

    private static IEnumerable<Goal> Refreshes(Ledger run)
    {
        foreach (string name in new[] { "p99", "p99.9" })
        {
            yield return new(
                $"a read during a refresh, {name}",
                run[$"read during a refresh, nested {name}", "ns"],
                run[$"read during a refresh, chained {name}", "ns"],
                10 * run["read during a refresh, chained p50", "ns"],
                "ns",
                "10 x the median");
        }

        // The system takes the processor away from any loop for milliseconds, from one that only looks at the clock too; whoever waited
        // for STS would have waited 20 ms.
        yield return new(
            "a read during a refresh, max",
            run["read during a refresh, nested max", "ns"],
            run["read during a refresh, chained max", "ns"],
            20e6,
            "ns",
            "STS's 20 ms: nobody waits for it");
    }

    private static IEnumerable<Goal> Pools(Ledger run)
    {
        double alone = run["pool lookup, in turn, 1 threads", "ns"], beside = run["pool lookup, in turn, 2 threads", "ns"];
        yield return new("a known tenant's client among 10,000", double.NaN, alone, 150, "ns", "150 ns");
        yield return new("a known tenant's client among 10,000, by each of 2 threads", double.NaN, beside, 1.5 * alone, "ns", "1.5 x by one thread");
    }
}
