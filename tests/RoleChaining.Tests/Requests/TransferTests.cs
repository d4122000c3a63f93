using Amazon.S3;
using Amazon.S3.Transfer;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Requests;

/// <summary>A large object goes up in parts and comes down whole, whatever happens to the chain's sessions meanwhile.</summary>
public sealed class TransferTests : IAsyncDisposable
{
    private const int PartSize = 5 << 20;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("role-chaining-").FullName;
    private readonly World _world = World.InMemory();
    private readonly ChainedAWSCredentials _chain;
    private readonly AmazonS3Client _s3;
    private readonly byte[] _content = new byte[(4 * PartSize) + 12345];

    public TransferTests()
    {
        _chain = _world.Chain().Build();
        AmazonS3Config config = new() { MaxErrorRetry = 0 };
        _world.Sts.Configure(config);
        _s3 = new AmazonS3Client(_chain, config);
        new Random(1).NextBytes(_content);
    }

    public async ValueTask DisposeAsync()
    {
        _s3.Dispose();
        _chain.Dispose();
        await _world.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task An_object_is_whole_though_its_session_was_revoked_and_the_chain_refreshed_between_its_parts(int concurrency)
    {
        await _s3.PutBucketAsync("bucket", Token);
        string? revoked = null;
        OnCall("UploadPart", 2, call => Assert.True(_world.Sts.RevokeSession(revoked = call.SignerAccessKeyId!)));

        // The chain has renewed its session by then. The clock must not run away from a call to STS that is under way.
        OnCall("UploadPart", 1, _ => _world.Clock!.Advance(TimeSpan.FromMinutes(59.5)), call => revoked is not null && call.SignerAccessKeyId != revoked);
        string file = Path.Combine(_folder, "up");
        await File.WriteAllBytesAsync(file, _content, Token);
        using TransferUtility transfer = new(_s3, new TransferUtilityConfig { ConcurrentServiceRequests = concurrency, MinSizeBeforePartUpload = PartSize });

        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = "bucket", Key = "key", FilePath = file, PartSize = PartSize }, Token);

        // Down, and the session is revoked at the first byte that is asked for.
        OnCall("GetObject", 1, call => Assert.True(_world.Sts.RevokeSession(call.SignerAccessKeyId!)));
        await transfer.DownloadAsync(Path.Combine(_folder, "down"), "bucket", "key", Token);
        byte[] down = await File.ReadAllBytesAsync(Path.Combine(_folder, "down"), Token);
        Assert.True(_content.AsSpan().SequenceEqual(down));

        string[] signers = [.. _world.Sts.Calls.Where(call => call is { Action: "UploadPart", StatusCode: 200 }).Select(call => call.SignerAccessKeyId!).Distinct()];
        Assert.True(signers.Length >= 2, $"{signers.Length} sessions signed the parts.");
        Assert.Contains(_world.Sts.Calls, call => call is { Action: "UploadPart", ErrorCode: not null });
        Assert.True(_world.Assumes.Count() >= 6, $"{_world.Assumes.Count()} calls of AssumeRole.");
        Assert.Empty((await _s3.ListMultipartUploadsAsync("bucket", Token)).MultipartUploads ?? []);
    }

    /// <summary>Does something when so many calls have come, before that one is decided.</summary>
    private void OnCall(string action, int number, Action<StsCall> act, Func<StsCall, bool>? counts = null)
    {
        int seen = 0;
        _world.Sts.AddFault(StsFault.Latency(TimeSpan.Zero), call =>
        {
            if (call.Action == action && counts?.Invoke(call) != false && Interlocked.Increment(ref seen) == number)
            {
                act(call);
            }

            return false;
        });
    }
}
