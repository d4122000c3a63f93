using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary><c>sample pool</c>: the memory that a tenant takes, session included, alone and with an S3 client.</summary>
internal static class PoolSample
{
    private const int Tenants = 4_000;

    public static Dictionary<string, double> Run()
    {
        StsTarget target = new StsTarget(new Uri("http://pool.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        AWSCredentials hub = StsTarget.Nested(hops: 1);
        using ServiceProvider services = TenantPool.Create(target);
        IRoleChainPool<int> pool = services.GetRequiredService<IRoleChainPool<int>>();
        _ = pool.GetClientAsync<IAmazonS3>(2 * Tenants).Result.ListBucketsAsync().Result;
        _ = RequestSample.Client(StsTarget.Nested(hub, Roles.Spoke(2 * Tenants))).ListBucketsAsync().Result;

        return new Dictionary<string, double>
        {
            ["nested, per tenant B"] = Measure(0, tenant => Warm(StsTarget.Nested(hub, Roles.Spoke(tenant)))),
            ["chained, per tenant B"] = Measure(0, tenant => Warm(pool.GetCredentialsAsync(tenant).Result)),
            ["nested, per tenant with an S3 client B"] = Measure(
                Tenants, tenant => RequestSample.Client(Warm(StsTarget.Nested(hub, Roles.Spoke(tenant))))),
            ["chained, per tenant with an S3 client B"] = Measure(
                Tenants,
                tenant =>
                {
                    Warm(pool.GetCredentialsAsync(tenant).Result);
                    return pool.GetClientAsync<IAmazonS3>(tenant).Result;
                }),
        };
    }

    private static AWSCredentials Warm(AWSCredentials credentials)
    {
        credentials.GetCredentials();
        return credentials;
    }

    private static double Measure(int first, Func<int, object> create)
    {
        object[] kept = new object[Tenants];
        long before = Memory();
        for (int i = 0; i < Tenants; i++)
        {
            kept[i] = create(first + i);
        }

        double each = (Memory() - before) / (double)Tenants;
        GC.KeepAlive(kept);
        return each;
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
