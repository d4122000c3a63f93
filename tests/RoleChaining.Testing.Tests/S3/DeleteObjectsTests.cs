using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace RoleChaining.Testing;

/// <summary>Many objects removed by one call.</summary>
public sealed class DeleteObjectsTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Objects_are_deleted_by_one_call_whether_they_were_there_or_not(bool inMemory, bool pathStyle)
    {
        await using LocalSts sts = inMemory ? LocalSts.CreateInMemory() : await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        using AmazonS3Client s3 = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials, pathStyle);
        await PutAsync(s3, "a b/ü", " ", "c&<d>", "kept");

        DeleteObjectsResponse deleted = await s3.DeleteObjectsAsync(Request("a b/ü", " ", "c&<d>", "missing"), The.Cancellation);

        Assert.Equal(["a b/ü", " ", "c&<d>", "missing"], deleted.DeletedObjects.Select(item => item.Key));
        Assert.Empty(deleted.DeleteErrors ?? []);
        Assert.Equal(["kept"], await KeysAsync(s3));
        Assert.Equal("DeleteObjects", sts.Calls[^2].Action);
    }

    [Fact]
    public async Task A_quiet_call_tells_errors_alone()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        using AmazonS3Client s3 = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials);
        await PutAsync(s3, "a", "b");

        DeleteObjectsResponse deleted = await s3.DeleteObjectsAsync(Request(request => request.Quiet = true, "a", "b"), The.Cancellation);

        Assert.Empty(deleted.DeletedObjects ?? []);
        Assert.Empty(await KeysAsync(s3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_policy_does_not_allow_is_an_error_of_its_own_key(bool quiet)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        using AmazonS3Client owner = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials);
        await PutAsync(owner, "tmp/a", "other/b");
        LocalUser bob = sts.AddUser(The.Home, "bob", policies: [Some.Allow("s3:DeleteObject", "arn:aws:s3:::orders/tmp/*")]);
        using AmazonS3Client s3 = Some.S3(sts, bob.Credentials);

        DeleteObjectsException e = await Assert.ThrowsAsync<DeleteObjectsException>(
            () => s3.DeleteObjectsAsync(Request(request => request.Quiet = quiet, "tmp/a", "other/b"), The.Cancellation));

        DeleteError error = Assert.Single(e.Response.DeleteErrors);
        Assert.Equal(("other/b", "AccessDenied", HttpStatusCode.OK), (error.Key, error.Code, e.Response.HttpStatusCode));
        Assert.Equal(quiet ? [] : ["tmp/a"], (e.Response.DeletedObjects ?? []).Select(item => item.Key));
        Assert.Equal(["other/b"], await KeysAsync(owner));
    }

    [Fact]
    public async Task An_object_that_has_changed_is_kept_where_the_call_names_its_tag()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        using AmazonS3Client s3 = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials);
        await PutAsync(s3, "a", "b");
        string tag = (await s3.GetObjectMetadataAsync("orders", "a", The.Cancellation)).ETag;
        DeleteObjectsRequest request = new()
        {
            BucketName = "orders", Objects = [new() { Key = "a", ETag = tag }, new() { Key = "b", ETag = "\"00000000000000000000000000000000\"" }],
        };

        DeleteObjectsException e = await Assert.ThrowsAsync<DeleteObjectsException>(() => s3.DeleteObjectsAsync(request, The.Cancellation));

        DeleteError error = Assert.Single(e.Response.DeleteErrors);
        Assert.Equal(("b", "PreconditionFailed"), (error.Key, error.Code));
        Assert.Equal(["b"], await KeysAsync(s3));
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(1001, "MalformedXML")]
    [InlineData(0, "MalformedXML")]
    public async Task A_call_deletes_one_to_a_thousand_objects(int count, string? refusal)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        using AmazonS3Client s3 = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials);
        await PutAsync(s3, "0");
        DeleteObjectsRequest request = Request([.. Enumerable.Range(0, count).Select(number => $"{number}")]);

        if (refusal is null)
        {
            Assert.Equal(count, (await s3.DeleteObjectsAsync(request, The.Cancellation)).DeletedObjects.Count);
        }
        else
        {
            Assert.Equal(refusal, await RefusalAsync(s3, request));
        }

        Assert.Equal(refusal is null ? 0 : 1, (await KeysAsync(s3)).Length);
    }

    [Fact]
    public async Task A_call_as_a_whole_is_refused_for_its_bucket_or_for_what_is_not_here()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        using AmazonS3Client s3 = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials);
        await PutAsync(s3, "a");

        Assert.Equal("NoSuchBucket", await RefusalAsync(s3, Request(request => request.BucketName = "elsewhere", "a")));
        Assert.Equal("AccessDenied", await RefusalAsync(s3, Request(request => request.ExpectedBucketOwner = The.HubAccount, "a")));
        Assert.Equal("NotImplemented", await RefusalAsync(s3, Request(request => request.Objects[0].VersionId = "v1", "a")));
        Assert.Equal("NotImplemented", await RefusalAsync(s3, Request(request => request.BypassGovernanceRetention = true, "a")));
        Assert.Equal(["a"], await KeysAsync(s3));
        Assert.Single((await s3.DeleteObjectsAsync(Request(request => request.ExpectedBucketOwner = The.Home, "a"), The.Cancellation)).DeletedObjects);
    }

    [Fact]
    public async Task Another_accounts_objects_are_errors_of_their_keys()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        using AmazonS3Client owner = Some.S3(sts, sts.AddUser(The.Home, "alice").Credentials);
        using AmazonS3Client other = Some.S3(sts, sts.AddUser(The.HubAccount, "bob").Credentials);
        await PutAsync(owner, "a");

        DeleteObjectsException e = await Assert.ThrowsAsync<DeleteObjectsException>(() => other.DeleteObjectsAsync(Request("a"), The.Cancellation));

        Assert.Equal(["AccessDenied"], e.Response.DeleteErrors.Select(error => error.Code));
        Assert.Equal(["a"], await KeysAsync(owner));
    }

    private static DeleteObjectsRequest Request(params string[] keys) => Request(_ => { }, keys);

    private static DeleteObjectsRequest Request(Action<DeleteObjectsRequest> change, params string[] keys)
    {
        DeleteObjectsRequest request = new() { BucketName = "orders", Objects = [.. keys.Select(key => new KeyVersion { Key = key })] };
        change(request);
        return request;
    }

    private static async Task<string> RefusalAsync(AmazonS3Client s3, DeleteObjectsRequest request)
    {
        AmazonS3Exception e = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.DeleteObjectsAsync(request, The.Cancellation));
        return e.ErrorCode;
    }

    private static async Task PutAsync(AmazonS3Client s3, params string[] keys)
    {
        await s3.PutBucketAsync("orders", The.Cancellation);
        foreach (string key in keys)
        {
            await s3.PutObjectAsync(new() { BucketName = "orders", Key = key, ContentBody = key }, The.Cancellation);
        }
    }

    private static async Task<string[]> KeysAsync(AmazonS3Client s3) =>
        [.. ((await s3.ListObjectsV2Async(new() { BucketName = "orders" }, The.Cancellation)).S3Objects ?? []).Select(item => item.Key)];
}
