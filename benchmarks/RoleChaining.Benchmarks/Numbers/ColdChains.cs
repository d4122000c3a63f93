using System.Globalization;
using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>Empty chains of several lengths on an open connection, and the first credentials of a process.</summary>
internal static class ColdChains
{
    public static readonly IReadOnlyList<int> Lengths = [1, 2, 3, 5];

    public static string Name(int hops, bool tls = false, int latency = 20) => string.Create(
        CultureInfo.InvariantCulture, $"cold chain of {hops}, STS {latency} ms{(tls ? ", TLS" : "")}");

    public static string FirstName(string library, int hops, bool tls) => string.Create(
        CultureInfo.InvariantCulture, $"process start to first credentials, {hops} hops{(tls ? ", TLS" : "")}, {library}");

    public static void Measure(Plan plan, Ledger ledger)
    {
        foreach (bool tls in new[] { false, true })
        {
            foreach (int latency in new[] { 0, 20 })
            {
                using StsProcess sts = StsProcess.Start(latency, tls);
                foreach (int hops in Lengths)
                {
                    ledger.Add(Name(hops, tls, latency), Inner.SeveralOf(plan.Few,
                        ["cold-chain", "--hops", hops.ToString(CultureInfo.InvariantCulture), "--endpoint", $"{sts.Endpoint}"]));
                }
            }
        }
    }

    public static void MeasureFirst(Plan plan, Ledger ledger)
    {
        foreach (bool tls in new[] { false, true })
        {
            using StsProcess sts = StsProcess.Start(latency: 20, tls);
            foreach (int hops in new[] { 0, 1, 2 })
            {
                List<double> nested = [], chained = [];
                for (int sample = 0; sample < plan.Samples; sample++)
                {
                    nested.Add(First("AwsSdk", hops, sts));
                    chained.Add(First("Ours", hops, sts));
                }

                ledger.Add(FirstName("nested", hops, tls), "ms", nested);
                ledger.Add(FirstName("chained", hops, tls), "ms", chained);
            }
        }
    }

    private static double First(string library, int hops, StsProcess sts) => SampleProcess.Run(
        "first", "--library", library, "--hops", hops.ToString(CultureInfo.InvariantCulture), "--endpoint", $"{sts.Endpoint}")![SampleProcess.WholeProcess];
}
