using Amazon.S3;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Requests;

/// <summary>Many requests at once, over a server that verifies every signature and every token.</summary>
public sealed class ConcurrentRequestTests : IAsyncDisposable
{
    private const int Requests = 64;
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly World _world = World.InMemory();
    private readonly ChainedAWSCredentials _chain;
    private readonly AmazonS3Client _s3;

    public ConcurrentRequestTests()
    {
        _chain = _world.Chain().Build();
        AmazonS3Config config = new() { MaxErrorRetry = 0 };
        _world.Sts.Configure(config);
        _s3 = new AmazonS3Client(_chain, config);
    }

    public async ValueTask DisposeAsync()
    {
        _s3.Dispose();
        _chain.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_that_are_swapped_under_requests_never_mix()
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task swapping = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    _chain.Invalidate();
                    await _chain.WarmUpAsync(Token);
                }
            },
            Token);
        for (int round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => Task.Run(() => _s3.ListBucketsAsync(Token), Token)));
        }

        await done.CancelAsync();
        await swapping;
        StsCall[] calls = [.. _world.Sts.Calls.Where(call => call.Service == "s3")];
        Assert.Equal(5 * Requests, calls.Length);
        Assert.All(calls, call => Assert.Null(call.ErrorCode));
        Assert.True(calls.Select(call => call.SignerAccessKeyId).Distinct().Count() > 1, "sessions were swapped");
    }

    [Fact]
    public async Task Requests_that_are_rejected_together_share_one_new_session()
    {
        await _chain.WarmUpAsync(Token);
        string revoked = _chain.GetCredentials().AccessKey;
        using StsGate underWay = new();
        using StsGate renewal = new();
        using IDisposable holdRequests = _world.Sts.AddFault(StsFault.Hold(underWay), call => call.Service == "s3", Requests);
        using IDisposable holdRenewal = _world.Sts.AddFault(StsFault.Hold(renewal), call => call.Service == "sts");

        Task[] requests = [.. Enumerable.Range(0, Requests).Select(_ => _s3.ListBucketsAsync(Token))];
        await underWay.WhenArrived(Requests, Token);
        Assert.True(_world.Sts.RevokeSession(revoked));
        underWay.Open();
        await renewal.WhenArrived(1, Token);

        // All have been rejected before there is another session, and none is given its rejection back.
        await Eventually.TrueAsync(() => _world.Sts.Calls.Count(call => call.SignerAccessKeyId == revoked) == Requests);
        Assert.All(requests, request => Assert.False(request.IsCompleted));
        renewal.Open();
        await Task.WhenAll(requests);
        Assert.Equal(3, _world.Assumes.Count());
        Assert.Equal(Requests, _world.Sts.Calls.Count(call => call.SignerAccessKeyId == _chain.GetCredentials().AccessKey));
    }
}
