using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>
/// What does it cost to find a known tenant's credentials or client in a pool, against a dictionary of one's own, without bounds?
/// </summary>
public class Pool
{
    private readonly ConcurrentDictionary<int, AWSCredentials> _nested = [];
    private ServiceProvider _services = null!;
    private IRoleChainPool<int> _pool = null!;
    private int _tenant;

    [Params(10_000)]
    public int Tenants { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _services = TenantPool.Create(new StsTarget(new Uri("http://pool.local"), new CannedTransport(new CannedSts())).ForThisProcess());
        _pool = _services.GetRequiredService<IRoleChainPool<int>>();
        for (int tenant = 0; tenant < Tenants; tenant++)
        {
            _nested[tenant] = StsTarget.Nested(StsTarget.Nested(hops: 1), Roles.Spoke(tenant));
            await _pool.GetClientAsync<IAmazonS3>(tenant);
        }
    }

    [GlobalCleanup]
    public ValueTask CleanUp() => _services.DisposeAsync();

    [Benchmark(Baseline = true)]
    public AWSCredentials NestedInDictionary() =>
        _nested.GetOrAdd(Next(), static tenant => StsTarget.Nested(Roles.Alice, Roles.Spoke(tenant)));

    [Benchmark]
    public Task<ChainedAWSCredentials> Credentials() => _pool.GetCredentialsAsync(Next());

    [Benchmark]
    public Task<IAmazonS3> Client() => _pool.GetClientAsync<IAmazonS3>(Next());

    private int Next() => _tenant = (_tenant + 1) % Tenants;
}
