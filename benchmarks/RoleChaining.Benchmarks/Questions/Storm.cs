using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>
/// How long do many callers wait that meet an empty two-hop chain together, with a connection to STS open and an STS of 20 ms in another
/// process? Without an open connection one storm needs a process of its own: see the verb <c>numbers</c>.
/// </summary>
public class Storm
{
    private StsProcess _sts = null!;
    private ChainedAWSCredentials _keepsTheClient = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _sts = StsProcess.Start(latency: 20);
        _sts.Target.ForThisProcess();
        _keepsTheClient = _sts.Target.Chained(hops: 2).Build();
        _keepsTheClient.GetCredentials();
        StsTarget.Nested(hops: 2).GetCredentials();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _keepsTheClient.Dispose();
        _sts.Dispose();
    }

    [Benchmark(Baseline = true)]
    public Task Nested200Sync() => Sync(StsTarget.Nested(hops: 2));

    [Benchmark]
    public Task Chained200Sync() => Sync(_sts.Target.Chained(hops: 2).Build());

    [Benchmark]
    public Task Nested1000Async() => Async(StsTarget.Nested(hops: 2));

    [Benchmark]
    public Task Chained1000Async() => Async(_sts.Target.Chained(hops: 2).Build());

    private static Task<ImmutableCredentials[]> Sync(AWSCredentials credentials) =>
        Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(credentials.GetCredentials)));

    private static Task<ImmutableCredentials[]> Async(AWSCredentials credentials) =>
        Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(credentials.GetCredentialsAsync)));
}
