using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

public sealed class S3Tests
{
    public static TheoryData<bool, bool> Hosts => new() { { true, true }, { true, false }, { false, true } };

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task An_object_comes_back_as_it_was_put(bool inMemory, bool pathStyle)
    {
        await using LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        using AmazonS3Client s3 = Some.S3(sts, alice.Credentials, pathStyle);
        byte[] large = new byte[300_000];
        new Random(1).NextBytes(large);

        await s3.PutBucketAsync("orders", The.Cancellation);
        await s3.PutObjectAsync(new() { BucketName = "orders", Key = "a/b c+d~ü.txt", ContentBody = "hello", ContentType = "text/plain", Metadata = { ["colour"] = "red" } }, The.Cancellation);
        await s3.PutObjectAsync(new() { BucketName = "orders", Key = "large", InputStream = new MemoryStream(large) }, The.Cancellation);
        await s3.PutObjectAsync(new() { BucketName = "orders", Key = "empty", ContentBody = string.Empty }, The.Cancellation);

        using GetObjectResponse small = await s3.GetObjectAsync("orders", "a/b c+d~ü.txt", The.Cancellation);
        Assert.Equal("hello", await new StreamReader(small.ResponseStream).ReadToEndAsync(The.Cancellation));
        Assert.Equal(("text/plain", "red"), (small.Headers.ContentType, small.Metadata["colour"]));
        using GetObjectResponse back = await s3.GetObjectAsync("orders", "large", The.Cancellation);
        MemoryStream copy = new();
        await back.ResponseStream.CopyToAsync(copy, The.Cancellation);
        Assert.Equal(large, copy.ToArray());
        GetObjectMetadataResponse head = await s3.GetObjectMetadataAsync("orders", "large", The.Cancellation);
        Assert.Equal(large.Length, head.ContentLength);
        ListBucketsResponse buckets = await s3.ListBucketsAsync(The.Cancellation);
        Assert.Equal("orders", Assert.Single(buckets.Buckets).BucketName);
        await s3.DeleteObjectAsync("orders", "large", The.Cancellation);
        AmazonS3Exception gone = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.GetObjectAsync("orders", "large", The.Cancellation));
        Assert.Equal(("NoSuchKey", HttpStatusCode.NotFound), (gone.ErrorCode, gone.StatusCode));
    }

    [Fact]
    public async Task A_listing_goes_by_prefix_delimiter_and_page()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        using AmazonS3Client s3 = Some.S3(sts, alice.Credentials);
        await s3.PutBucketAsync("orders", The.Cancellation);
        foreach (string key in (string[])["a/1", "a/2", "b/1", "c", "d"])
        {
            await s3.PutObjectAsync(new() { BucketName = "orders", Key = key, ContentBody = key }, The.Cancellation);
        }

        ListObjectsV2Response all = await s3.ListObjectsV2Async(new() { BucketName = "orders" }, The.Cancellation);
        ListObjectsV2Response under = await s3.ListObjectsV2Async(new() { BucketName = "orders", Prefix = "a/" }, The.Cancellation);
        ListObjectsV2Response first = await s3.ListObjectsV2Async(new() { BucketName = "orders", Delimiter = "/", MaxKeys = 2 }, The.Cancellation);
        ListObjectsV2Response second = await s3.ListObjectsV2Async(
            new() { BucketName = "orders", Delimiter = "/", MaxKeys = 2, ContinuationToken = first.NextContinuationToken }, The.Cancellation);

        Assert.Equal(["a/1", "a/2", "b/1", "c", "d"], all.S3Objects.Select(item => item.Key));
        Assert.Equal(["a/1", "a/2"], under.S3Objects.Select(item => item.Key));
        Assert.Equal((true, "a/,b/"), (first.IsTruncated, string.Join(',', first.CommonPrefixes)));
        Assert.Equal((false, "c,d"), (second.IsTruncated, string.Join(',', second.S3Objects.Select(item => item.Key))));
    }

    [Fact]
    public async Task A_bucket_is_its_accounts_alone()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        using AmazonS3Client owner = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials);
        using AmazonS3Client other = Some.S3(sts, sts.AddUser(The.HubAccount, "bob").Credentials);
        await owner.PutBucketAsync("orders", The.Cancellation);

        AmazonS3Exception read = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => other.GetObjectAsync("orders", "x", The.Cancellation));
        AmazonS3Exception taken = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => other.PutBucketAsync("orders", The.Cancellation));
        AmazonS3Exception missing = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => other.GetObjectAsync("elsewhere", "x", The.Cancellation));

        Assert.Equal(["AccessDenied", "BucketAlreadyExists", "NoSuchBucket"], (string[])[read.ErrorCode, taken.ErrorCode, missing.ErrorCode]);
        Assert.Empty((await other.ListBucketsAsync(The.Cancellation)).Buckets ?? []);
    }

    [Fact]
    public async Task Identity_and_session_policies_both_gate()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.HubAccount, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), Some.Allow("s3:*", "arn:aws:s3:::orders*"));
        using (AmazonS3Client s3 = Some.S3(sts, alice.Credentials))
        {
            await s3.PutBucketAsync("orders", The.Cancellation);
        }

        Credentials full = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        Credentials narrow = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.Policy = Some.Allow("s3:GetObject", "*"));
        sts.AddPolicy("arn:aws:iam::222222222222:policy/Readers", Some.Allow("s3:Get*", "*"));
        Credentials managed = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.PolicyArns = [new() { Arn = "arn:aws:iam::222222222222:policy/Readers" }]);
        Credentials administrator = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.PolicyArns = [new() { Arn = "arn:aws:iam::aws:policy/AdministratorAccess" }]);
        Credentials wide = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.Policy = The.MayDoAnything);

        Assert.Null(await PutAsync(full));
        Assert.Equal("AccessDenied", await PutAsync(narrow));
        Assert.Null(await PutAsync(wide));
        Assert.Equal("AccessDenied", await PutAsync(managed));
        Assert.Null(await PutAsync(administrator));
        using AmazonS3Client list = Some.S3(sts, wide);
        AmazonS3Exception refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => list.ListBucketsAsync(The.Cancellation));
        Assert.Equal(("AccessDenied", HttpStatusCode.Forbidden), (refused.ErrorCode, refused.StatusCode));

        async Task<string?> PutAsync(AWSCredentials credentials)
        {
            using AmazonS3Client s3 = Some.S3(sts, credentials);
            return (await Record.ExceptionAsync(() => s3.PutObjectAsync(new() { BucketName = "orders", Key = "k", ContentBody = "v" }, The.Cancellation)) as AmazonS3Exception)?.ErrorCode;
        }
    }

    [Fact]
    public async Task A_session_under_a_managed_policy_loses_what_the_policy_no_longer_allows()
    {
        const string Readers = "arn:aws:iam::222222222222:policy/Readers";
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.HubAccount, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), Some.Allow("s3:*", "*"));
        sts.AddPolicy(Readers, Some.Allow("s3:ListAllMyBuckets", "*"));
        Credentials session = await Some.SessionAsync(sts, alice.Credentials, The.Hub, request => request.PolicyArns = [new() { Arn = Readers }]);
        using AmazonS3Client s3 = Some.S3(sts, session);
        await s3.ListBucketsAsync(The.Cancellation);

        sts.AddPolicy(Readers, """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""");

        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.ListBucketsAsync(The.Cancellation))).ErrorCode);
    }

    [Theory]
    [InlineData("us-east-1", null, "us-east-1")]
    [InlineData("us-east-1", "eu-west-1", "eu-west-1")]
    [InlineData("eu-west-1", "eu-west-1", "eu-west-1")]
    [InlineData("eu-west-1", null, "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.")]
    [InlineData("eu-west-1", "us-west-2", "The us-west-2 location constraint is incompatible for the region specific endpoint this request was sent to.")]
    public async Task A_bucket_is_made_where_its_constraint_says_and_nowhere_but_in_the_first_region_without_one(string region, string? constraint, string expected)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        AmazonS3Config config = new() { MaxErrorRetry = 0 };
        sts.Configure(config);
        config.AuthenticationRegion = region;
        using AmazonS3Client s3 = new(sts.AddUser(The.Home, "alice").Credentials, config);
        PutBucketRequest request = new() { BucketName = "orders", UseClientRegion = false };
        if (constraint is not null)
        {
            request.BucketRegionName = constraint;
        }

        if (expected.EndsWith('.'))
        {
            AmazonS3Exception e = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.PutBucketAsync(request, The.Cancellation));
            Assert.Equal(("IllegalLocationConstraintException", HttpStatusCode.BadRequest, expected), (e.ErrorCode, e.StatusCode, e.Message));
        }
        else
        {
            await s3.PutBucketAsync(request, The.Cancellation);
            Assert.Equal(expected, (await s3.HeadBucketAsync(new() { BucketName = "orders" }, The.Cancellation)).BucketRegion);
        }
    }

    [Fact]
    public async Task Refusals_have_S3s_codes()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayDoAnything);
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);

        Assert.Equal(("SignatureDoesNotMatch", 403), await CodeAsync(new BasicAWSCredentials(alice.AccessKeyId, "wrong")));
        Assert.Equal(("InvalidAccessKeyId", 403), await CodeAsync(new BasicAWSCredentials("AKIAUNKNOWNUNKNOWN22", "any")));
        Assert.Equal(("InvalidToken", 400), await CodeAsync(new SessionAWSCredentials(hub.AccessKeyId, hub.SecretAccessKey, "wrong")));
        sts.RevokeSession(hub.AccessKeyId);
        Assert.Equal(("InvalidToken", 400), await CodeAsync(hub));
        sts.AddFault(StsFault.Throttling(), call => call.Service == "s3");
        Assert.Equal(("SlowDown", 503), await CodeAsync(alice.Credentials));

        async Task<(string, int)> CodeAsync(AWSCredentials credentials)
        {
            using AmazonS3Client s3 = Some.S3(sts, credentials);
            AmazonS3Exception exception = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.ListBucketsAsync(The.Cancellation));
            return (exception.ErrorCode, (int)exception.StatusCode);
        }
    }

    [Fact]
    public async Task A_presigned_link_opens_one_object_for_its_time()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayDoAnything);
        Credentials hub = await Some.SessionAsync(sts, alice.Credentials, The.Hub);
        using AmazonS3Client s3 = Some.S3(sts, hub);
        await s3.PutBucketAsync("orders", The.Cancellation);
        await s3.PutObjectAsync(new() { BucketName = "orders", Key = "a b", ContentBody = "hello" }, The.Cancellation);
        string link = await s3.GetPreSignedURLAsync(new()
        {
            BucketName = "orders",
            Key = "a b",
            Protocol = Protocol.HTTP,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
        });
        using HttpClient client = new();

        Assert.Equal("hello", await client.GetStringAsync(new Uri(link), The.Cancellation));
        using HttpResponseMessage changed = await client.GetAsync(new Uri(link.Replace("a%20b", "a%20c", StringComparison.Ordinal)), The.Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);
        sts.ClockOffset = TimeSpan.FromMinutes(6);
        using HttpResponseMessage late = await client.GetAsync(new Uri(link), The.Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Theory]
    [InlineData("5;chunk-signature=00\r\nhello\r\n0;chunk-signature=00\r\n\r\n")]
    [InlineData("zz\r\n")]
    [InlineData("7fffffff\r\nhello")]
    [InlineData("-1\r\n")]
    [InlineData("")]
    public void A_chunked_body_that_is_not_what_was_signed_is_refused(string body)
    {
        WireHeaders headers = new();
        headers.Add("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00");
        headers.Add("X-Amz-Date", "20150830T123600Z");
        headers.Add("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        WireRequest request = new("PUT", "/orders/key", headers, Encoding.UTF8.GetBytes(body));

        Assert.Throws<ServiceError>(() => S3Payload.Read(request, SigV4Authorization.Read(request), "secret"));
    }
}
