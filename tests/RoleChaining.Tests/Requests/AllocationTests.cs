using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>What a request of a warm chain costs beside one with fixed keys.</summary>
public sealed class AllocationTests
{
    private const int Requests = 500;
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_of_a_warm_chain_allocates_no_more_than_300_bytes_more()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        ImmutableCredentials session = await chain.GetCredentialsAsync(Token);
        SessionAWSCredentials fixedKeys = new(session.AccessKey, session.SecretKey, session.Token);
        Assert.True(BytesPerRequest(chain) - BytesPerRequest(fixedKeys) <= 300);
    }

    private static long BytesPerRequest(AWSCredentials credentials)
    {
        using AmazonS3Client s3 = new(credentials, new AmazonS3Config { RegionEndpoint = RegionEndpoint.EUWest1, HttpClientFactory = new Instant() });
        Send(s3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Send(s3);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
    }

    private static void Send(AmazonS3Client s3)
    {
        for (int i = 0; i < Requests; i++)
        {
            // Never waits, so that all of it is this thread's.
            Assert.True(s3.DeleteObjectAsync("bucket", "key", Token).IsCompletedSuccessfully);
        }
    }

    private sealed class Instant : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler());

        private sealed class Handler : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
                Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent) { RequestMessage = request, Content = new ByteArrayContent([]) });
        }
    }
}
