using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace RoleChaining.Testing;

/// <summary>What a client sends to use up memory, or to leave something behind that nobody can read.</summary>
public sealed class HostileRequestTests
{
    [Fact]
    public async Task A_header_that_is_signed_thousands_of_times_is_refused_before_anything_is_hashed()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        WireHeaders headers = new();
        headers.Add("Host", "sts.test");
        headers.Add("X-Amz-Date", "20260101T000000Z");
        headers.Add("X-Long", new string('a', 30_000));
        string names = string.Join(';', Enumerable.Repeat("x-long", 7000));
        headers.Add("Authorization", $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/sts/aws4_request, SignedHeaders={names}, Signature=0");
        WireRequest request = new("POST", "/", headers, Encoding.UTF8.GetBytes("Action=GetCallerIdentity&Version=2011-06-15"));

        long before = GC.GetAllocatedBytesForCurrentThread();
        (int status, string code, string message) = RawSts.Send(sts, request);
        Assert.Equal((400, "IncompleteSignature"), (status, code));
        Assert.Contains("'x-long'", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public async Task Metadata_that_is_not_ASCII_comes_back_encoded_and_the_object_can_be_read()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        ImmutableCredentials credentials = new(alice.AccessKeyId, alice.SecretAccessKey, null);
        RawSts.Signing s3 = new() { Service = "s3" };
        Put("/orders", []);
        Put("/orders/key", [new("x-amz-meta-owner", "Grüße"), new("Content-Type", "text/plain; name=ü")]);

        AmazonS3Config config = new() { ForcePathStyle = true };
        sts.Configure(config);
        using AmazonS3Client client = new(alice.Credentials, config);
        using GetObjectResponse read = await client.GetObjectAsync("orders", "key", TestContext.Current.CancellationToken);
        Assert.Equal("=?UTF-8?B?R3LDvMOfZQ==?=", read.Metadata["owner"]);

        void Put(string target, KeyValuePair<string, string>[] headers) => Assert.Equal(200, RawSts.Send(
            sts, RawSts.Sign(credentials, "PUT", target, [], [new("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), .. headers], s3)).Status);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("FFFFFFFF")]
    [InlineData("7FFFFFFF")]
    [InlineData("-1")]
    [InlineData("")]
    public async Task A_chunk_of_an_impossible_size_is_an_incomplete_body(string size)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        WireRequest request = RawSts.Sign(
            new ImmutableCredentials(alice.AccessKeyId, alice.SecretAccessKey, null), "PUT", "/orders/key",
            Encoding.UTF8.GetBytes($"{size}\r\nhello\r\n0\r\n\r\n"), [new("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")],
            new RawSts.Signing { Service = "s3" });

        Assert.Equal((400, "IncompleteBody"), RawSts.Send(sts, request) is var (status, code, _) ? (status, code) : default);
    }
}
