using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Requests;

/// <summary>The answer to a HEAD does not say why: only what the chain itself knows tells whether it can be the session.</summary>
public sealed class HeadTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly World _world = World.InMemory();
    private readonly StubService _service = new();
    private readonly ChainedAWSCredentials _chain;
    private readonly AmazonS3Client _s3;

    public HeadTests()
    {
        _chain = _world.Chain().WithRetry(retry => retry.MaxAttempts = 1).Build();
        _s3 = new AmazonS3Client(_chain, _service.Config<AmazonS3Config>());
    }

    public async ValueTask DisposeAsync()
    {
        _s3.Dispose();
        _chain.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_session_believed_to_be_good_is_kept(HttpStatusCode status)
    {
        _service.Answer = (_, _) => new HttpResponseMessage(status);
        await Assert.ThrowsAnyAsync<AmazonServiceException>(HeadAsync);
        Assert.Single(_service.Sent);
        Assert.Equal(_service.Sent[0].AccessKeyId, _chain.GetCredentials().AccessKey);
    }

    [Fact]
    public async Task One_that_has_been_replaced_meanwhile_is_not_what_the_next_try_uses()
    {
        _service.Answer = (sent, number) =>
        {
            if (number > 1)
            {
                return StubService.Ok(sent);
            }

            _chain.Invalidate();
            _chain.GetCredentials();
            return new HttpResponseMessage(HttpStatusCode.BadRequest);
        };
        await HeadAsync();
        Assert.Equal(2, _service.Sent.Count);
        Assert.Equal(_chain.GetCredentials().AccessKey, _service.Sent[1].AccessKeyId);
    }

    [Fact]
    public async Task A_missing_object_is_no_reason_to_try_again_whatever_became_of_the_session()
    {
        _service.Answer = (_, _) =>
        {
            _chain.Invalidate();
            _chain.GetCredentials();
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        };
        await Assert.ThrowsAnyAsync<AmazonServiceException>(HeadAsync);
        Assert.Single(_service.Sent);
    }

    [Fact]
    public async Task One_that_is_served_on_after_its_end_is_given_up()
    {
        await _chain.WarmUpAsync(Token);
        _service.Answer = (sent, _) => sent.AccessKeyId == _world.Assumes.ElementAt(1).IssuedAccessKeyId
            ? new HttpResponseMessage(HttpStatusCode.BadRequest)
            : StubService.Ok(sent);
        using (_world.Sts.AddFault(StsFault.ServiceUnavailable()))
        {
            _world.Clock!.Advance(TimeSpan.FromMinutes(61));
            RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(HeadAsync);
            Assert.Equal(RoleChainFailure.StsUnavailable, e.Failure);
        }

        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        await HeadAsync();
        Assert.Equal(2, _service.Sent.Count);
    }

    private Task HeadAsync() => _s3.GetObjectMetadataAsync("bucket", "key", Token);
}
