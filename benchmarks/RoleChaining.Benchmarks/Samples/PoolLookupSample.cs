using System.Diagnostics;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Questions;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// <c>sample pool-lookup</c>: the time one thread takes to find a known tenant's client among ten thousand, alone and beside another thread
/// that does the same.
/// </summary>
internal static class PoolLookupSample
{
    private const int Tenants = 10_000;
    private const int Rounds = 15;
    private const int Lookups = 1 << 20;

    // At random, what a lookup touches is in no cache of the processor; a prime step is random enough.
    private static readonly (string Order, int Step)[] Orders = [("in turn", 1), ("at random", 7919)];

    [ThreadStatic]
    private static int t_tenant;

    public static Dictionary<string, double> Run()
    {
        StsTarget target = new StsTarget(new Uri("http://pool.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        using ServiceProvider services = TenantPool.Create(target);
        IRoleChainPool<int> pool = services.GetRequiredService<IRoleChainPool<int>>();
        for (int tenant = 0; tenant < Tenants; tenant++)
        {
            _ = pool.GetClientAsync<IAmazonS3>(tenant).Result;
        }

        Dictionary<string, double> results = [];
        foreach ((string order, int step) in Orders)
        {
            foreach (int threads in new[] { 1, 2 })
            {
                using Crew crew = new(threads);
                results[$"{order}, {threads} threads ns"] =
                    Measure(crew, threads, () => pool.GetClientAsync<IAmazonS3>(t_tenant = (t_tenant + step) % Tenants).Result);
            }
        }

        return results;
    }

    private static double Measure<T>(Crew crew, int threads, Func<T> lookUp)
    {
        crew.Run(Lookups, lookUp);
        List<double> times = [];
        for (int round = 0; round < Rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            crew.Run(Lookups, lookUp);
            times.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds * threads / Lookups);
        }

        return Statistics.Median(times);
    }
}
