using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using Medallion.Threading;
using Medallion.Threading.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;
using RoleChaining.Caching;
using StackExchange.Redis;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>
/// What do sessions in a Redis add to a refresh, and to a warm read? A refresh looks into Redis, takes a lock there, asks STS and writes the
/// session. The STS is an answer in memory; the Redis is the one that <c>ROLE_CHAINING_REDIS</c> names, or the one of this machine.
/// </summary>
public class SharedSession
{
    private StsTarget _target = null!;
    private ConnectionMultiplexer _redis = null!;
    private DistributedSessionCache _cache = null!;
    private ChainedAWSCredentials _warm = null!;
    private ChainedAWSCredentials _warmShared = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        _target = new StsTarget(new Uri("http://shared.local"), new CannedTransport(new CannedSts()));
        _redis = await ConnectionMultiplexer.ConnectAsync(Environment.GetEnvironmentVariable("ROLE_CHAINING_REDIS") ?? "127.0.0.1:6379");
        IDistributedCache entries = new RedisCache(
            new RedisCacheOptions { ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(_redis) });
        IDistributedLockProvider locks = new RedisDistributedSynchronizationProvider(_redis.GetDatabase());
        _cache = new DistributedSessionCache(entries, new EphemeralDataProtectionProvider(), locks);
        _warm = _target.Chained(hops: 1).Build();
        _warmShared = _target.Chained(hops: 1).WithSessionCache(_cache).Build();
        await _warm.GetCredentialsAsync();
        await _warmShared.GetCredentialsAsync();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _warm.Dispose();
        _warmShared.Dispose();
        _redis.Dispose();
    }

    [Benchmark(Baseline = true)]
    public Task<ImmutableCredentials> Refreshed() => ReadAsync(New());

    [Benchmark]
    public Task<ImmutableCredentials> RefreshedAndShared() => ReadAsync(New().WithSessionCache(_cache));

    [Benchmark]
    public Task<ImmutableCredentials> Warm() => _warm.GetCredentialsAsync();

    [Benchmark]
    public Task<ImmutableCredentials> WarmAndShared() => _warmShared.GetCredentialsAsync();

    /// <summary>A chain whose session nobody has yet.</summary>
    private RoleChainBuilder New() => _target.Chained(hops: 0).AssumeRole(Roles.Hop(1), hop => hop.SessionName = $"{Guid.NewGuid():N}");

    private static async Task<ImmutableCredentials> ReadAsync(RoleChainBuilder builder)
    {
        using ChainedAWSCredentials chain = builder.Build();
        return await chain.GetCredentialsAsync();
    }
}
