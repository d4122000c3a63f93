using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>What is measured many times within one process: reads, requests, plans, and reads during a refresh.</summary>
internal static class Inner
{
    public static void MeasureReads(Plan plan, Ledger ledger)
    {
        ledger.Add("warm read", SeveralOf(plan.Few, ["read"]));
        ledger.Add("warm read by threads", SeveralOf(plan.Few, ["contention"]));
    }

    public static void MeasureRequests(Plan plan, Ledger ledger) => ledger.Add("one S3 request", SeveralOf(plan.Few, ["request"]));

    public static void MeasurePlanning(Plan plan, Ledger ledger) => ledger.Add("planning", SeveralOf(plan.Few, ["planning"]));

    public static void MeasurePools(Plan plan, Ledger ledger)
    {
        ledger.Add("pool", SeveralOf(plan.Few, ["pool"]));
        ledger.Add("pool lookup", SeveralOf(plan.Few, ["pool-lookup"]));
    }

    public static void MeasureRefreshes(Plan plan, Ledger ledger)
    {
        using StsProcess sts = StsProcess.Start(latency: 20);
        ledger.Add("read during a refresh", SeveralOf(plan.Few, ["refresh", "--endpoint", $"{sts.Endpoint}"]));
    }

    /// <summary>The same sample, each in a process of its own.</summary>
    public static List<Dictionary<string, double>> SeveralOf(int samples, IReadOnlyList<string> arguments)
    {
        List<Dictionary<string, double>> taken = [];
        for (int sample = 0; sample < samples; sample++)
        {
            Dictionary<string, double> results = SampleProcess.Run(arguments)
                ?? throw new TimeoutException($"The sample '{string.Join(' ', arguments)}' did not end.");
            results.Remove(SampleProcess.WholeProcess);
            taken.Add(results);
        }

        return taken;
    }
}
