using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>What does a read of a warm two-hop chain cost? Every async request makes two async reads and a sync one.</summary>
public class WarmRead
{
    private AWSCredentials _nested = null!;
    private ChainedAWSCredentials _chained = null!;

    [GlobalSetup]
    public void SetUp()
    {
        StsTarget target = new StsTarget(new Uri("http://warm-read.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        _nested = StsTarget.Nested(hops: 2);
        _chained = target.Chained(hops: 2).Build();
        NestedSync();
        ChainedSync();
    }

    [GlobalCleanup]
    public void CleanUp() => _chained.Dispose();

    [Benchmark(Baseline = true)]
    public ImmutableCredentials NestedAsync() => _nested.GetCredentialsAsync().GetAwaiter().GetResult();

    [Benchmark]
    public ImmutableCredentials NestedSync() => _nested.GetCredentials();

    [Benchmark]
    public ImmutableCredentials ChainedAsync() => _chained.GetCredentialsAsync().GetAwaiter().GetResult();

    [Benchmark]
    public ImmutableCredentials ChainedSync() => _chained.GetCredentials();

    /// <summary>The limit: nobody can know that a session is still good without looking at a clock.</summary>
    [Benchmark]
    public DateTimeOffset ClockAlone() => TimeProvider.System.GetUtcNow();
}
