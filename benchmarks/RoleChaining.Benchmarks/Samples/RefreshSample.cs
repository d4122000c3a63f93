using System.Diagnostics;
using Amazon.Runtime;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// <c>sample refresh</c>: how long a reader's single reads take while a refresh is under way in the background, to an STS of 20 ms.
/// </summary>
internal static class RefreshSample
{
    private const int Refreshes = 10;

    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public static Dictionary<string, double> Run(Arguments arguments)
    {
        StsTarget target = new StsTarget(new Uri(arguments.Get("--endpoint")!)).ForThisProcess();
        ShiftedClock clock = new();
        using ChainedAWSCredentials chained = target.Chained(hops: 2).WithTimeProvider(clock).Build();
        AssumeRoleAWSCredentials nested = (AssumeRoleAWSCredentials)StsTarget.Nested(hops: 2);

        Dictionary<string, double> results = [];
        Add(results, "clock", Watch(() => TimeProvider.System.GetUtcNow(), start: () => { }, isOver: null));
        Add(results, "chained", WatchRefreshes(
            chained,
            begin: () => clock.Shift(TimeSpan.FromMinutes(52)))); // into the advisory window of an hour's session, before the mandatory one
        Add(results, "nested", WatchRefreshes(
            nested,
            begin: () => nested.PreemptExpiryTime = TimeSpan.FromHours(2),
            end: () => nested.PreemptExpiryTime = TimeSpan.Zero));
        return results;
    }

    private static List<double> WatchRefreshes(AWSCredentials credentials, Action begin, Action? end = null)
    {
        List<double> reads = [];
        for (int refresh = 0; refresh <= Refreshes; refresh++)
        {
            ImmutableCredentials before = credentials.GetCredentials();
            List<double> those = Watch(credentials.GetCredentials, begin, now => now.AccessKey != before.AccessKey);
            end?.Invoke();
            if (refresh > 0)
            {
                reads.AddRange(those);
            }
        }

        return reads;
    }

    private static List<double> Watch<T>(Func<T> read, Action start, Func<T, bool>? isOver)
    {
        List<double> reads = new(1 << 20);
        start();
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            long started = Stopwatch.GetTimestamp();
            T value = read();
            long ended = Stopwatch.GetTimestamp();
            reads.Add((ended - started) * NanosecondsPerTick);
            if (isOver?.Invoke(value) ?? Stopwatch.GetElapsedTime(began, ended) > TimeSpan.FromMilliseconds(200))
            {
                return reads;
            }
        }
    }

    private static void Add(Dictionary<string, double> results, string name, List<double> reads)
    {
        results[$"{name} p50 ns"] = Statistics.Percentile(reads, 0.5);
        results[$"{name} p99 ns"] = Statistics.Percentile(reads, 0.99);
        results[$"{name} p99.9 ns"] = Statistics.Percentile(reads, 0.999);
        results[$"{name} max ns"] = Statistics.Percentile(reads, 1);
    }
}
