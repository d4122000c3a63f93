using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>
/// Do readers of one warm chain get into each other's way? The same number of reads, shared out among threads: with no contention the
/// time falls with the number of threads as far as there are cores, and stays.
/// </summary>
public class WarmReadContention
{
    internal const int Reads = 1 << 20;

    private AWSCredentials _nested = null!;
    private ChainedAWSCredentials _chained = null!;
    private Crew _crew = null!;

    [Params(1, 2, 4, 8, 16)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        StsTarget target = new StsTarget(new Uri("http://warm-read.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        _nested = StsTarget.Nested(hops: 2);
        _chained = target.Chained(hops: 2).Build();
        _nested.GetCredentials();
        _chained.GetCredentials();
        _crew = new Crew(Threads);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _crew.Dispose();
        _chained.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Reads)]
    public void NestedAsync() => _crew.Run(Reads, () => _nested.GetCredentialsAsync().GetAwaiter().GetResult());

    [Benchmark(OperationsPerInvoke = Reads)]
    public void NestedSync() => _crew.Run(Reads, () => _nested.GetCredentials());

    [Benchmark(OperationsPerInvoke = Reads)]
    public void ChainedAsync() => _crew.Run(Reads, () => _chained.GetCredentialsAsync().GetAwaiter().GetResult());

    [Benchmark(OperationsPerInvoke = Reads)]
    public void ChainedSync() => _crew.Run(Reads, () => _chained.GetCredentials());

    [Benchmark(OperationsPerInvoke = Reads)]
    public void ClockAlone() => _crew.Run(Reads, () => TimeProvider.System.GetUtcNow());
}
