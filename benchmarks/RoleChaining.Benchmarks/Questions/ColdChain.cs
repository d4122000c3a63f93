using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>
/// What does an empty chain take on an open connection, and how much of that is not the network? The STS is another process.
/// </summary>
public class ColdChain
{
    private StsProcess _sts = null!;
    private RoundTrips _roundTrips = null!;
    private ChainedAWSCredentials _keepsTheClient = null!;

    [Params(1, 2, 3, 5)]
    public int Hops { get; set; }

    /// <summary>Milliseconds until STS answers.</summary>
    [Params(0, 20)]
    public int Latency { get; set; }

    [Params(false, true)]
    public bool Tls { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _sts = StsProcess.Start(Latency, Tls);
        _sts.Target.ForThisProcess();
        _roundTrips = new RoundTrips(_sts.Endpoint);
        _keepsTheClient = _sts.Target.Chained(Hops).Build();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _keepsTheClient.Dispose();
        _roundTrips.Dispose();
        _sts.Dispose();
    }

    [Benchmark(Baseline = true)]
    public Task<ImmutableCredentials> Nested() => StsTarget.Nested(Hops).GetCredentialsAsync();

    [Benchmark]
    public Task<ImmutableCredentials> Chained() => _sts.Target.Chained(Hops).Build().GetCredentialsAsync();

    /// <summary>The limit: as many requests with nothing around them.</summary>
    [Benchmark]
    public Task RoundTripsAlone() => _roundTrips.MakeAsync(Hops);
}
