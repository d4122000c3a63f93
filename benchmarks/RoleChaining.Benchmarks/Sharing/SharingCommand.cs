using System.Diagnostics;
using System.Globalization;
using Medallion.Threading.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Benchmarks.World;
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

    /// <summary>Turns before each that counts: by then the code is compiled as it stays.</summary>
    private const int WarmUp = 2;

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
        int warmUp = WarmUp * chains;
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        (List<double> alone, List<double> shared, List<double> adopted) = ([], [], []);
        for (int i = -warmUp; i < chains; i++)
        {
            // Each chain has a name of its own, so that the cache has nothing for it; the second one of a name finds what the first has put there.
            string name = $"chain{i + warmUp}";
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

        ShiftedClock clock = new();
        using ChainedAWSCredentials chainAlone = sts.Target.Chained("warm").WithTimeProvider(clock).Build();
        using ChainedAWSCredentials chainShared =
            sts.Target.Chained("warm").WithTimeProvider(clock).WithSharedSessions(cache, protection, locks).Build();
        using ChainedAWSCredentials chainUnlocked =
            sts.Target.Chained("unlocked").WithTimeProvider(clock).WithSharedSessions(cache, protection).Build();
        (List<double> refreshesAlone, List<double> refreshesShared, List<double> refreshesUnlocked) = ([], [], []);
        (List<double> cacheReads, List<double> cacheWrites) = ([], []);
        for (int i = -warmUp; i < chains; i++)
        {
            // All sessions are over, and an answer of STS has told how far this clock is from its own.
            clock.Shift(TimeSpan.FromHours(2));
            await TimeAsync(sts.Target.Chained("clock").WithTimeProvider(clock));
            double[] times = [await TimeAsync(chainAlone), await TimeAsync(chainShared), await TimeAsync(chainUnlocked)];
            double read = await TimeAsync(cache.GetAsync, "absent");
            double written = await TimeAsync((name, token) => cache.SetAsync(name, new byte[800], new(), token), "present");
            if (i >= 0)
            {
                cacheReads.Add(read);
                cacheWrites.Add(written);
                refreshesAlone.Add(times[0]);
                refreshesShared.Add(times[1]);
                refreshesUnlocked.Add(times[2]);
            }
        }

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
            Made by `dotnet run -c Release --project benchmarks/RoleChaining.Benchmarks -- sharing{arguments}`. Chains of one hop, {chains:N0} of each
            kind in turns, after {warmUp:N0} turns that do not count, because the code of a young process is not yet compiled as it stays. Redis and
            the STS, which answers at once, are processes of their own on this machine. Sessions are encrypted by Data Protection, and the lock
            is DistributedLock's for Redis.

            | what | median | p95 |
            |---|--:|--:|
            | a session refreshed, not shared | {Statistics.Median(refreshesAlone):0.00} ms | {Statistics.Percentile(refreshesAlone, 0.95):0.00} ms |
            | the same, shared without a lock | {Statistics.Median(refreshesUnlocked):0.00} ms | {Statistics.Percentile(refreshesUnlocked, 0.95):0.00} ms |
            | the same, shared with the lock | {Statistics.Median(refreshesShared):0.00} ms | {Statistics.Percentile(refreshesShared, 0.95):0.00} ms |
            | a new chain's first session, not shared | {Statistics.Median(alone):0.00} ms | {Statistics.Percentile(alone, 0.95):0.00} ms |
            | the same, shared: looked for, locked, obtained, stored | {Statistics.Median(shared):0.00} ms | {Statistics.Percentile(shared, 0.95):0.00} ms |
            | a session that another chain has stored, adopted | {Statistics.Median(adopted):0.00} ms | {Statistics.Percentile(adopted, 0.95):0.00} ms |
            | one read of the cache by itself, for comparison | {Statistics.Median(cacheReads):0.00} ms | {Statistics.Percentile(cacheReads, 0.95):0.00} ms |
            | one write of 800 bytes by itself | {Statistics.Median(cacheWrites):0.00} ms | {Statistics.Percentile(cacheWrites, 0.95):0.00} ms |
            | a warm read, not shared | {Statistics.Median(readsAlone):0.0} ns | |
            | a warm read, shared | {Statistics.Median(readsShared):0.0} ns | |

            The goals are less than 1 ms more for a refresh, and nothing more for a warm read.

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
        return await TimeAsync(chain);
    }

    private static async Task<double> TimeAsync(ChainedAWSCredentials chain)
    {
        long started = Stopwatch.GetTimestamp();
        await chain.GetCredentialsAsync();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> TimeAsync(Func<string, CancellationToken, Task> call, string name)
    {
        long started = Stopwatch.GetTimestamp();
        await call(name, CancellationToken.None);
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
