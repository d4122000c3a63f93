using System.Globalization;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>Empty chains of several lengths on an open connection.</summary>
internal static class ColdChains
{
    public static readonly IReadOnlyList<int> Lengths = [1, 2, 3, 5];

    public static string Name(int hops, bool tls = false, int latency = 20) => string.Create(
        CultureInfo.InvariantCulture, $"cold chain of {hops}, STS {latency} ms{(tls ? ", TLS" : "")}");

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
}
