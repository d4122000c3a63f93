using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>What do chained credentials add to a request? S3 ListBuckets through the whole AWS SDK, on a transport in memory.</summary>
public class OneRequest
{
    private AmazonS3Client _nested = null!;
    private AmazonS3Client _static = null!;
    private AmazonS3Client _chained = null!;

    [GlobalSetup]
    public void SetUp()
    {
        StsTarget target = new StsTarget(new Uri("http://one-request.local"), new CannedTransport(new CannedSts())).ForThisProcess();

        // Before the first chain, which puts handlers into the clients made after it: these two are to be as they are without us.
        AWSCredentials nested = StsTarget.Nested(hops: 2);
        ImmutableCredentials session = nested.GetCredentials();
        _nested = RequestSample.Client(nested);
        _static = RequestSample.Client(new SessionAWSCredentials(session.AccessKey, session.SecretKey, session.Token));
        _chained = RequestSample.Client(target.Chained(hops: 2).Build());
        _ = ChainedAsync().GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _nested.Dispose();
        _static.Dispose();
        _chained.Dispose();
    }

    [Benchmark(Baseline = true)]
    public Task<ListBucketsResponse> NestedAsync() => _nested.ListBucketsAsync();

    /// <summary>The limit: keys and token that never change.</summary>
    [Benchmark]
    public Task<ListBucketsResponse> StaticAsync() => _static.ListBucketsAsync();

    [Benchmark]
    public Task<ListBucketsResponse> ChainedAsync() => _chained.ListBucketsAsync();
}
