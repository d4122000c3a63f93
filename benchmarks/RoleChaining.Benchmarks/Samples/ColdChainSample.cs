using System.Diagnostics;
using Amazon.Runtime;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// <c>sample cold-chain</c>: an empty chain on an open connection, against as many bare round trips to the same STS, in turns.
/// </summary>
internal static class ColdChainSample
{
    private const int WarmUps = 120;
    private const int Rounds = 30;

    public static Dictionary<string, double> Run(Arguments arguments)
    {
        Uri endpoint = new(arguments.Get("--endpoint")!);
        int hops = arguments.Get("--hops", 2);
        StsTarget target = new StsTarget(endpoint).ForThisProcess();
        using RoundTrips roundTrips = new(endpoint);
        using ChainedAWSCredentials keepsTheClient = target.Chained(hops).Build();

        List<double> trips = [], nested = [], chained = [];
        for (int round = -WarmUps / hops; round < Rounds; round++)
        {
            if (round == 0)
            {
                trips.Clear();
                nested.Clear();
                chained.Clear();
            }

            trips.Add(Time(() => roundTrips.Make(hops)));
            nested.Add(Time(() => Read(StsTarget.Nested(hops))));
            using ChainedAWSCredentials fresh = target.Chained(hops).Build();
            chained.Add(Time(() => Read(fresh)));
        }

        return new Dictionary<string, double>
        {
            ["round trips ms"] = Statistics.Median(trips),
            ["nested ms"] = Statistics.Median(nested),
            ["chained ms"] = Statistics.Median(chained),
            ["nested extra per hop ms"] = Statistics.Median([.. nested.Zip(trips, (all, bare) => (all - bare) / hops)]),
            ["chained extra per hop ms"] = Statistics.Median([.. chained.Zip(trips, (all, bare) => (all - bare) / hops)]),
        };
    }

    private static void Read(AWSCredentials credentials) => Task.Run(credentials.GetCredentialsAsync).Wait();

    private static double Time(Action action)
    {
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
