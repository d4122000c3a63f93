using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>The body that the second try sends.</summary>
public sealed class BodyTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i % 251))];
    private readonly World _world = World.InMemory();
    private readonly StubService _service = new();
    private readonly ChainedAWSCredentials _chain;

    public BodyTests()
    {
        _chain = _world.Chain().Build();
        _service.Answer = (sent, number) => number > 1 ? StubService.Ok(sent) : StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken");
    }

    public async ValueTask DisposeAsync()
    {
        _chain.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1000, true)]
    [InlineData(1000, false)]
    public async Task A_stream_is_sent_again_from_where_the_caller_left_it(int position, bool disablePayloadSigning)
    {
        using AmazonS3Client s3 = S3();
        using MemoryStream stream = new(Content) { Position = position };
        PutObjectRequest put = new()
        {
            BucketName = "bucket",
            Key = "key",
            InputStream = stream,
            DisablePayloadSigning = disablePayloadSigning,
            AutoResetStreamPosition = false,
        };
        await s3.PutObjectAsync(put, Token);
        AssertSameBody(Content[position..]);
    }

    [Fact]
    public async Task Text_is_sent_again()
    {
        using AmazonS3Client s3 = S3();
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "key", ContentBody = "words", UseChunkEncoding = false }, Token);
        AssertSameBody("words"u8.ToArray());
    }

    [Fact]
    public async Task A_part_of_a_stream_is_sent_again_and_no_more_than_the_part()
    {
        using AmazonS3Client s3 = S3();
        using MemoryStream stream = new(Content) { Position = 50_000 };
        UploadPartRequest part = new() { BucketName = "bucket", Key = "key", UploadId = "1", PartNumber = 2, PartSize = 60_000, InputStream = stream, UseChunkEncoding = false };
        await s3.UploadPartAsync(part, Token);
        AssertSameBody(Content[50_000..110_000]);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_rewound_is_not_and_the_rejection_surfaces()
    {
        using AmazonS3Client s3 = S3();
        using OneWayStream stream = new(Content);
        PutObjectRequest put = new() { BucketName = "bucket", Key = "key", InputStream = stream };
        put.Headers.ContentLength = Content.Length;
        AmazonS3Exception e = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.PutObjectAsync(put, Token));
        Assert.Equal("ExpiredToken", e.ErrorCode);
        Assert.Single(_service.Sent);

        // The session is gone all the same, so the caller's own second try succeeds.
        Assert.NotEqual(_service.Sent[0].AccessKeyId, _chain.GetCredentials().AccessKey);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signed_chunks_and_trailing_checksums_are_right_the_second_time(bool chunked)
    {
        AmazonS3Config config = new() { MaxErrorRetry = 0 };
        _world.Sts.Configure(config);
        using AmazonS3Client s3 = new(_chain, config);
        await s3.PutBucketAsync("bucket", Token);
        _world.Sts.RevokeSession(_chain.GetCredentials().AccessKey);
        using MemoryStream stream = new(Content);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "key", InputStream = stream, UseChunkEncoding = chunked }, Token);

        using GetObjectResponse stored = await s3.GetObjectAsync("bucket", "key", Token);
        using MemoryStream read = new();
        await stored.ResponseStream.CopyToAsync(read, Token);
        Assert.Equal(Content, read.ToArray());
        Assert.Equal(["CreateBucket", "PutObject", "PutObject", "GetObject"], _world.Sts.Calls.Where(call => call.Service == "s3").Select(call => call.Action));
    }

    // Trailing checksums and signed chunks wrap the content; what is between them is what was to be sent.
    private void AssertSameBody(byte[] content)
    {
        Assert.Equal(2, _service.Sent.Count);
        Assert.NotEqual(_service.Sent[0].Signer, _service.Sent[1].Signer);
        Assert.All(_service.Sent, sent => Assert.Equal(content, AwsChunks.Decode(sent)));
    }

    private AmazonS3Client S3() => new(_chain, _service.Config<AmazonS3Config>());
}
