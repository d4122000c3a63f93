using System.Globalization;
using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>Many spokes behind one hub, with an STS of 20 ms.</summary>
internal static class FanOuts
{
    public const int Largest = 10_000;

    public static string Name(int spokes, string how) => string.Create(CultureInfo.InvariantCulture, $"{spokes:#,0} spokes, {how}");

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
    }

    private static void Measure(int spokes, string how, int samples, Ledger ledger, StsProcess sts, params string[] words)
    {
        List<Dictionary<string, double>> taken = [];
        List<double> calls = [];
        for (int sample = 0; sample < samples; sample++)
        {
            sts.TakeCalls();
            taken.Add(SampleProcess.Run(
                ["fan-out", "--spokes", spokes.ToString(CultureInfo.InvariantCulture), "--endpoint", $"{sts.Endpoint}", .. words])!);
            calls.Add(sts.TakeCalls() - 2); // the rehearsal's
        }

        ledger.Add(Name(spokes, how), taken, name => name != SampleProcess.WholeProcess);
        ledger.Add($"{Name(spokes, how)}, AssumeRole", "calls", calls);
    }
}
