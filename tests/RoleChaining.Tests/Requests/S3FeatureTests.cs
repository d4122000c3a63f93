using System.Globalization;
using System.Net;
using System.Web;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>What the S3 client makes of several requests, or of none, goes on through a change of session.</summary>
public sealed class S3FeatureTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly World _world = World.InMemory();
    private readonly StubService _service = new();
    private readonly ChainedAWSCredentials _chain;

    public S3FeatureTests() => _chain = _world.Chain().Build();

    public async ValueTask DisposeAsync()
    {
        _chain.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_paginator_goes_on_after_the_session_of_its_first_page_is_revoked()
    {
        AmazonS3Config config = new() { MaxErrorRetry = 0 };
        _world.Sts.Configure(config);
        using AmazonS3Client s3 = new(_chain, config);
        await s3.PutBucketAsync("bucket", Token);
        for (int i = 0; i < 3; i++)
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = $"key{i}", ContentBody = "words" }, Token);
        }

        List<string> keys = [];
        await foreach (S3Object item in s3.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = "bucket", MaxKeys = 1 }).S3Objects.WithCancellation(Token))
        {
            keys.Add(item.Key);
            Assert.True(keys.Count > 1 || _world.Sts.RevokeSession(_chain.GetCredentials().AccessKey));
        }

        Assert.Equal(["key0", "key1", "key2"], keys);
        Assert.Equal(3, _world.Assumes.Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_presigned_URL_is_of_one_session_and_the_newest(bool async)
    {
        using AmazonS3Client s3 = new(_chain, _service.Config<AmazonS3Config>());
        for (int i = 0; i < 2; i++)
        {
            GetPreSignedUrlRequest request = new() { BucketName = "bucket", Key = "key", Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10) };
            string url = async ? await s3.GetPreSignedURLAsync(request) : s3.GetPreSignedURL(request);
            var query = HttpUtility.ParseQueryString(new Uri(url).Query);
            Assert.StartsWith(_chain.GetCredentials().AccessKey + "/", query["X-Amz-Credential"], StringComparison.Ordinal);
            Assert.Equal(_chain.GetCredentials().Token, query["X-Amz-Security-Token"]);
            _chain.Invalidate();
        }

        Assert.Empty(_service.Sent);
    }

    [Fact]
    public async Task A_presigned_URL_opens_its_object_before_and_after_the_chain_has_moved_on()
    {
        await using World world = await World.OnLoopbackAsync();
        using ChainedAWSCredentials chain = world.Chain().Build();
        AmazonS3Config config = new();
        world.Sts.Configure(config);
        using AmazonS3Client s3 = new(chain, config);
        using HttpClient browser = new();
        await s3.PutBucketAsync("bucket", Token);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "key", ContentBody = "words" }, Token);
        GetPreSignedUrlRequest request = new()
        {
            BucketName = "bucket", Key = "key", Protocol = Protocol.HTTP, Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10),
        };
        string before = await s3.GetPreSignedURLAsync(request);
        chain.Invalidate();
        string after = await s3.GetPreSignedURLAsync(request);
        Assert.NotEqual(before, after);
        Assert.Equal("words", await browser.GetStringAsync(new Uri(before), Token));
        Assert.Equal("words", await browser.GetStringAsync(new Uri(after), Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_streaming_upload_arrives_whole_although_its_session_was_revoked_on_the_way(bool signedInChunks)
    {
        byte[] content = [.. Enumerable.Range(0, 3 * 1024 * 1024).Select(i => (byte)(i % 251))];
        AmazonS3Config config = new() { MaxErrorRetry = 0 };
        _world.Sts.Configure(config);
        using AmazonS3Client s3 = new(_chain, config);
        await s3.PutBucketAsync("bucket", Token);
        _world.Sts.RevokeSession(_chain.GetCredentials().AccessKey);
        using MemoryStream upload = new(content);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "key", InputStream = upload, UseChunkEncoding = signedInChunks }, Token);

        using GetObjectResponse stored = await s3.GetObjectAsync("bucket", "key", Token);
        using MemoryStream download = new();
        await stored.ResponseStream.CopyToAsync(download, Token);
        Assert.True(content.AsSpan().SequenceEqual(download.ToArray()));
        Assert.Equal(3, _world.Assumes.Count());
    }

    [Fact]
    public async Task An_upload_in_parts_goes_on_after_one_of_them_is_rejected()
    {
        byte[] content = [.. Enumerable.Range(0, 12 * 1024 * 1024).Select(i => (byte)(i % 251))];
        int rejections = 0;
        _service.Answer = (sent, _) => (sent.Method, HttpUtility.ParseQueryString(sent.Uri.Query)) switch
        {
            ("POST", { } query) when query["uploadId"] is null => Xml("<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"),
            ("PUT", { } query) when query["partNumber"] == "2" && rejections++ == 0 => StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken"),
            ("POST", _) => Xml("<CompleteMultipartUploadResult><Key>key</Key></CompleteMultipartUploadResult>"),
            _ => Xml(string.Empty),
        };
        using AmazonS3Client s3 = new(_chain, _service.Config<AmazonS3Config>());
        using TransferUtility transfer = new(s3, new TransferUtilityConfig { MinSizeBeforePartUpload = 6 * 1024 * 1024 });
        using MemoryStream stream = new(content);
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = "bucket", Key = "key", InputStream = stream, PartSize = 5 * 1024 * 1024 }, Token);

        var parts = _service.Sent.Where(sent => sent.Method == "PUT")
            .ToLookup(sent => int.Parse(HttpUtility.ParseQueryString(sent.Uri.Query)["partNumber"]!, CultureInfo.InvariantCulture), AwsChunks.Decode);
        Assert.Equal([1, 2, 1], Enumerable.Range(1, 3).Select(number => parts[number].Count()));
        Assert.True(content.AsSpan().SequenceEqual([.. parts[1].Last(), .. parts[2].Last(), .. parts[3].Last()]));
        Assert.Equal(3, _world.Assumes.Count());
    }

    private static HttpResponseMessage Xml(string body)
    {
        HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new StringContent(body) };
        response.Headers.ETag = new("\"1\"");
        return response;
    }
}
