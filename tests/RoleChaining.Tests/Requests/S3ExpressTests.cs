using System.Net;
using Amazon.S3;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>S3 Express buys a session of a bucket with the chain's and keeps it by the credentials that bought it.</summary>
public sealed class S3ExpressTests : IAsyncDisposable
{
    private const string Bucket = "orders--euw1-az1--x-s3";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly World _world = World.InMemory();
    private readonly StubService _service = new();
    private readonly ChainedAWSCredentials _chain;
    private readonly AmazonS3Client _s3;
    private int _bucketSessions;

    public S3ExpressTests()
    {
        _chain = _world.Chain().Build();
        _s3 = new AmazonS3Client(_chain, _service.Config<AmazonS3Config>());
        _service.Answer = (sent, _) => IsCreateSession(sent) ? BucketSession() : StubService.Ok(sent);
    }

    public async ValueTask DisposeAsync()
    {
        _s3.Dispose();
        _chain.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_bucket_s_session_serves_while_the_chain_s_does_and_is_bought_anew_with_the_next()
    {
        await DeleteAsync();
        await DeleteAsync();
        string first = _chain.GetCredentials().AccessKey;
        _chain.Invalidate();
        await DeleteAsync();
        await DeleteAsync();

        Assert.Equal([first, "BUCKET1", "BUCKET1", _chain.GetCredentials().AccessKey, "BUCKET2", "BUCKET2"], _service.Sent.Select(sent => sent.AccessKeyId));
        Assert.All(_service.Sent, sent => Assert.Equal(IsCreateSession(sent), sent.Token is not null));
    }

    [Fact]
    public async Task A_bucket_s_session_that_is_rejected_says_nothing_of_the_chain()
    {
        _service.Answer = (sent, _) => IsCreateSession(sent) ? BucketSession() : StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken");
        AmazonS3Exception e = await Assert.ThrowsAsync<AmazonS3Exception>(DeleteAsync);
        Assert.Equal("ExpiredToken", e.ErrorCode);
        Assert.Equal(2, _service.Sent.Count);
        Assert.Equal(2, _world.Assumes.Count());
        Assert.Equal(_service.Sent[0].AccessKeyId, _chain.GetCredentials().AccessKey);
    }

    [Fact]
    public async Task A_rejection_while_buying_one_is_the_chain_s_own()
    {
        _service.Answer = (sent, number) => number == 1 ? StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken")
            : IsCreateSession(sent) ? BucketSession()
            : StubService.Ok(sent);
        await DeleteAsync();
        Assert.Equal([true, true, false], _service.Sent.Select(IsCreateSession));
        Assert.Equal(3, _world.Assumes.Count());
    }

    private static bool IsCreateSession(SentRequest sent) => sent.Uri.Query.StartsWith("?session", StringComparison.Ordinal);

    private HttpResponseMessage BucketSession()
    {
        int number = ++_bucketSessions;
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent($"""
                <CreateSessionResult><Credentials><AccessKeyId>BUCKET{number}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>token</SessionToken><Expiration>{TimeProvider.System.GetUtcNow().AddMinutes(5):O}</Expiration></Credentials></CreateSessionResult>
                """),
        };
    }

    private Task DeleteAsync() => _s3.DeleteObjectAsync(Bucket, "key", Token);
}
