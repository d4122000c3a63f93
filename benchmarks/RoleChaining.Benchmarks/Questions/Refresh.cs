using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>What do processor and memory pay for one refresh, and for all hops anew? The STS is an answer in memory.</summary>
public class Refresh
{
    private StsTarget _target = null!;
    private AssumeRoleAWSCredentials _nested = null!;
    private ChainedAWSCredentials _chained = null!;

    [Params(1, 2, 3, 5)]
    public int Hops { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _target = new StsTarget(new Uri("http://refresh.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        _nested = (AssumeRoleAWSCredentials)StsTarget.Nested(Hops);
        _chained = _target.Chained(Hops).Build();
        _nested.GetCredentials();
        _chained.GetCredentials();
    }

    [GlobalCleanup]
    public void CleanUp() => _chained.Dispose();

    /// <summary>The last hop: the one that is due in most cases.</summary>
    [Benchmark(Baseline = true)]
    public Task<ImmutableCredentials> NestedLastHop()
    {
        _nested.ClearCredentials();
        return _nested.GetCredentialsAsync();
    }

    [Benchmark]
    public Task<ImmutableCredentials> ChainedLastHop()
    {
        _chained.Invalidate();
        return _chained.GetCredentialsAsync();
    }

    [Benchmark]
    public Task<ImmutableCredentials> NestedAllHops() => StsTarget.Nested(Hops).GetCredentialsAsync();

    [Benchmark]
    public Task<ImmutableCredentials> ChainedAllHops() => _target.Chained(Hops).Build().GetCredentialsAsync();
}
