using System.Diagnostics;
using System.Globalization;
using Medallion.Threading.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Serving;
using StackExchange.Redis;

namespace RoleChaining.Benchmarks.Sharing;

/// <summary>
/// <c>sharing [--chains 500] [--out file]</c>: what a shared cache on a loopback Redis, with its lock, adds to obtaining a session and to
/// reading it. Needs redis-server.
/// </summary>
internal static class SharingCommand
{
    private const string DefaultFile = "benchmarks/results/sharing.md";
    private const int WarmReads = 5_000_000;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        using RedisProcess? redis = RedisProcess.Start();
        if (redis is null)
        {
            await Console.Error.WriteLineAsync("redis-server is not installed (Debian: apt-get install redis-server).");
            return 2;
        }

        using StsProcess sts = StsProcess.Start(latency: 0);
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        using RedisCache cache = new(new RedisCacheOptions
        {
            ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(connection),
        });
        EphemeralDataProtectionProvider protection = new();
        RedisDistributedSynchronizationProvider locks = new(connection.GetDatabase());

        int chains = arguments.Get("--chains", 500);
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        (List<double> alone, List<double> shared, List<double> adopted) = ([], [], []);
        for (int i = -chains / 10; i < chains; i++)
        {
            // Each chain has a name of its own, so that the cache has nothing for it; the second one of a name finds what the first has put there.
            string name = $"chain{i + chains}";
            double[] times =
            [
                await TimeAsync(sts.Target.Chained(name)),
                await TimeAsync(sts.Target.Chained(name).WithSharedSessions(cache, protection, locks)),
                await TimeAsync(sts.Target.Chained(name).WithSharedSessions(cache, protection, locks)),
            ];
            if (i >= 0)
            {
                alone.Add(times[0]);
                shared.Add(times[1]);
                adopted.Add(times[2]);
            }
        }

        using ChainedAWSCredentials chainAlone = sts.Target.Chained("warm").Build();
        using ChainedAWSCredentials chainShared = sts.Target.Chained("warm").WithSharedSessions(cache, protection, locks).Build();
        await chainAlone.GetCredentialsAsync();
        await chainShared.GetCredentialsAsync();
        (List<double> readsAlone, List<double> readsShared) = ([], []);
        for (int turn = -2; turn < 9; turn++)
        {
            double[] times = [Read(chainAlone), Read(chainShared)];
            if (turn >= 0)
            {
                readsAlone.Add(times[0]);
                readsShared.Add(times[1]);
            }
        }

        string report = string.Create(CultureInfo.InvariantCulture, $"""
            # Sharing

            {started:yyyy-MM-dd HH:mm} UTC, commit {Machine.Commit}, {Machine.Shape}.
            Made by `dotnet run -c Release --project benchmarks/RoleChaining.Benchmarks -- sharing{arguments}`. Chains of one hop, {chains} of each
            kind in turns; Redis and the STS, which answers at once, are processes of their own on this machine. Sessions are encrypted by Data
            Protection, and the lock is DistributedLock's for Redis.

            | what | median | p95 |
            |---|--:|--:|
            | a session obtained, not shared | {Statistics.Median(alone):0.00} ms | {Statistics.Percentile(alone, 0.95):0.00} ms |
            | the same, shared: looked for, locked, obtained, stored | {Statistics.Median(shared):0.00} ms | {Statistics.Percentile(shared, 0.95):0.00} ms |
            | a session that another chain has stored, adopted | {Statistics.Median(adopted):0.00} ms | {Statistics.Percentile(adopted, 0.95):0.00} ms |
            | a warm read, not shared | {Statistics.Median(readsAlone):0.0} ns | |
            | a warm read, shared | {Statistics.Median(readsShared):0.0} ns | |

            The goals are less than 1 ms more to obtain a session, and nothing more for a warm read.

            """);
        string file = arguments.Get("--out") ?? DefaultFile;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file, report);
        Console.WriteLine(report);
        return 0;
    }

    /// <summary>Milliseconds that a new chain takes to its session.</summary>
    private static async Task<double> TimeAsync(RoleChainBuilder builder)
    {
        using ChainedAWSCredentials chain = builder.Build();
        long started = Stopwatch.GetTimestamp();
        await chain.GetCredentialsAsync();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>Nanoseconds of a warm read.</summary>
    private static double Read(ChainedAWSCredentials chain)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < WarmReads; i++)
        {
            chain.GetCredentials();
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / WarmReads;
    }
}
