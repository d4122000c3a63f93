using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>How long do many spokes behind one hub take, all empty, with an STS of 20 ms in another process?</summary>
public class FanOut
{
    private StsProcess _sts = null!;
    private ChainedAWSCredentials _keepsTheClient = null!;

    [Params(100, 1_000)]
    public int Spokes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _sts = StsProcess.Start(latency: 20, spokes: Spokes);
        _sts.Target.ForThisProcess();
        _keepsTheClient = _sts.Target.Chained(hops: 1).Build();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _keepsTheClient.Dispose();
        _sts.Dispose();
    }

    /// <summary>As examples show it: every spoke with a hub of its own, two calls each.</summary>
    [Benchmark(Baseline = true)]
    public Task Nested() => ReadAll(spoke => StsTarget.Nested(StsTarget.Nested(Roles.Alice, Roles.Hub), Roles.Spoke(spoke)));

    [Benchmark]
    public Task NestedOnSharedHub()
    {
        AWSCredentials hub = StsTarget.Nested(Roles.Alice, Roles.Hub);
        return ReadAll(spoke => StsTarget.Nested(hub, Roles.Spoke(spoke)));
    }

    /// <summary>No more than 50 calls of one account under way at once.</summary>
    [Benchmark]
    public Task Chained()
    {
        ChainedAWSCredentials hub = _sts.Target.Chained(hops: 1).Build();
        return ReadAll(spoke => hub.AssumeRole(Roles.Spoke(spoke)));
    }

    private Task<ImmutableCredentials[]> ReadAll(Func<int, AWSCredentials> leaf) =>
        Task.WhenAll(Enumerable.Range(0, Spokes).Select(spoke => leaf(spoke).GetCredentialsAsync()));
}
