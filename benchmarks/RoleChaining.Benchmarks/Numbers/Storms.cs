using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>Callers that meet an empty two-hop chain together, with an STS of 20 ms: every storm in a process of its own.</summary>
internal static class Storms
{
    public const double PatienceMilliseconds = 60_000;

    public static string Name(StormCase storm, Library library) => $"{storm}, {(library == Library.Ours ? "chained" : "nested")}";

    public static void Measure(Plan plan, Ledger ledger)
    {
        foreach (bool tls in new[] { false, true })
        {
            using StsProcess sts = StsProcess.Start(latency: 20, tls);
            using StsProcess other = StsProcess.Start(latency: 20, tls);
            foreach (StormCase storm in StormCase.All.Where(storm => storm.Tls == tls))
            {
                Measure(storm, plan, ledger, sts, other);
            }
        }
    }

    private static void Measure(StormCase storm, Plan plan, Ledger ledger, StsProcess sts, StsProcess other)
    {
        List<Dictionary<string, double>> nested = [], chained = [];
        for (int sample = 0; sample < plan.Samples; sample++)
        {
            // In turns, so that what else the machine does strikes both alike.
            if (!storm.StarvesTheSdk || (sample == 0 && storm.ShowsStarvation))
            {
                nested.Add(Take(storm, Library.AwsSdk, sts, other));
            }

            chained.Add(Take(storm, Library.Ours, sts, other));
        }

        if (nested.Count > 0)
        {
            ledger.Add(Name(storm, Library.AwsSdk), "ms", [.. nested.Select(sample => sample["ms"])]);
        }

        ledger.Add(Name(storm, Library.Ours), "ms", [.. chained.Select(sample => sample["ms"])]);
        ledger.Add(
            $"{Name(storm, Library.Ours)}, pool minimum left raised by",
            "threads",
            [.. chained.Select(sample => sample["min threads left"])]);
        ledger.Add($"{Name(storm, Library.Ours)}, pool threads made", "threads", [.. chained.Select(sample => sample["threads made"])]);
        if (storm.Tls)
        {
            ledger.Add($"{Name(storm, Library.Ours)}, TLS handshakes", "handshakes", [.. chained.Select(sample => sample["handshakes"])]);
        }
    }

    private static Dictionary<string, double> Take(StormCase storm, Library library, StsProcess sts, StsProcess other) =>
        SampleProcess.Run(
            ["storm", .. storm.Words, "--library", $"{library}", "--endpoint", $"{sts.Endpoint}", "--other", $"{other.Endpoint}"])
        ?? new Dictionary<string, double> { ["ms"] = PatienceMilliseconds };
}
