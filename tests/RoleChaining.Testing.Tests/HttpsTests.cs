using Amazon.S3;

namespace RoleChaining.Testing;

public sealed class HttpsTests
{
    [Fact]
    public async Task Clients_set_up_by_the_server_trust_its_certificate_and_others_do_not()
    {
        await using LocalSts sts = await LocalSts.StartAsync(options => options.UseHttps = true, The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        using AmazonS3Client s3 = Some.S3(sts, alice.Credentials);
        using HttpClient stranger = new();

        Assert.Equal("https", sts.Endpoint.Scheme);
        Assert.Equal(alice.Arn, await Some.ArnAsync(sts, alice.Credentials));
        await s3.PutBucketAsync("orders", The.Cancellation);
        await s3.PutObjectAsync(new() { BucketName = "orders", Key = "k", ContentBody = "over TLS" }, The.Cancellation);
        Assert.Single((await s3.ListObjectsV2Async(new() { BucketName = "orders" }, The.Cancellation)).S3Objects);
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(sts.Endpoint, The.Cancellation));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_IOException()
    {
        await using LocalSts first = await LocalSts.StartAsync(cancellationToken: The.Cancellation);

        await Assert.ThrowsAsync<IOException>(() => LocalSts.StartAsync(options => options.Port = first.Endpoint.Port, The.Cancellation));
    }
}
