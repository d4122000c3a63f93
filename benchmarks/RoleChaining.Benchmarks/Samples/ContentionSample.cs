using System.Diagnostics;
using Amazon.Runtime;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Questions;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// <c>sample contention</c>: processor time of one read when so many threads read the same warm credentials at once. Processor time, since
/// more threads than cores take turns anyway: readers that spin, or fetch each other's cache lines, pay it.
/// </summary>
internal static class ContentionSample
{
    private const int Rounds = 9;
    private const int Reads = 1 << 20;

    private static readonly int[] Threads = [1, 2, 4, 8, 16];

    public static Dictionary<string, double> Run()
    {
        StsTarget target = new StsTarget(new Uri("http://read.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        AWSCredentials nested = StsTarget.Nested(hops: 2);
        using ChainedAWSCredentials chained = target.Chained(hops: 2).Build();
        nested.GetCredentials();
        chained.GetCredentials();

        Dictionary<string, double> results = [];
        foreach (int threads in Threads)
        {
            using Crew crew = new(threads);
            results[$"nested async {threads} ns"] = Measure(crew, () => nested.GetCredentialsAsync().GetAwaiter().GetResult());
            results[$"chained async {threads} ns"] = Measure(crew, () => chained.GetCredentialsAsync().GetAwaiter().GetResult());
            results[$"chained sync {threads} ns"] = Measure(crew, chained.GetCredentials);
        }

        return results;
    }

    private static double Measure<T>(Crew crew, Func<T> read)
    {
        crew.Run(Reads, read);
        List<double> times = [];
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            crew.Run(Reads, read);
            times.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalNanoseconds / Reads);
        }

        return Statistics.Median(times);
    }
}
