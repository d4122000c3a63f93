using System.Globalization;
using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Sts;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>
/// Many spokes behind one hub. At 20 ms our pace, which keeps a calling account within STS's quota, sets the time; at 200 ms it is the
/// number of calls at once.
/// </summary>
internal static class FanOuts
{
    public const int Largest = 10_000;
    public const int Slow = 200;

    private const int AtOnce = 50;

    public static string Name(int spokes, string how, int latency = 20) =>
        string.Create(CultureInfo.InvariantCulture, $"{spokes:#,0} spokes, STS {latency} ms, {how}");

    /// <summary>What the limiter and the pace allow, with the hub before.</summary>
    public static double Allowed(int spokes, int latency = 20) =>
        latency + Math.Max(spokes * latency / AtOnce, (spokes - StsCallRate.Burst) * 1_000.0 / StsCallRate.CallsPerSecond);

    public static void Measure(Plan plan, Ledger ledger)
    {
        using StsProcess sts = StsProcess.Start(latency: 20, spokes: Largest);
        foreach (int spokes in new[] { 100, 1_000 })
        {
            Measure(spokes, "nested, a hub each", plan.Few, ledger, sts, "--library", "AwsSdk", "--unshared");
            Measure(spokes, "nested on a shared hub", plan.Few, ledger, sts, "--library", "AwsSdk");
            Measure(spokes, "chained", plan.Few, ledger, sts, "--library", "Ours");
        }

        Measure(Largest, "chained", plan.Few, ledger, sts, "--library", "Ours");
        using StsProcess slow = StsProcess.Start(Slow, spokes: 1_000);
        Measure(1_000, "chained", plan.Few, ledger, slow, "--library", "Ours");
    }

    private static void Measure(int spokes, string how, int samples, Ledger ledger, StsProcess sts, params string[] words)
    {
        string name = Name(spokes, how, sts.Latency);
        List<Dictionary<string, double>> taken = [];
        List<double> calls = [];
        for (int sample = 0; sample < samples; sample++)
        {
            sts.TakeCalls();
            taken.Add(SampleProcess.Run(
                ["fan-out", "--spokes", spokes.ToString(CultureInfo.InvariantCulture), "--endpoint", $"{sts.Endpoint}", .. words])!);
            calls.Add(sts.TakeCalls() - 2); // the rehearsal's
        }

        ledger.Add(name, taken, name => name != SampleProcess.WholeProcess);
        ledger.Add($"{name}, AssumeRole", "calls", calls);
    }
}
