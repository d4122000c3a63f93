using System.Net;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Requests;

/// <summary>A service that rejects the session in the middle of its life.</summary>
public sealed class RejectionTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly World _world = World.InMemory();
    private readonly StubService _service = new();
    private readonly ChainedAWSCredentials _chain;

    public RejectionTests() => _chain = _world.Chain().Build();

    public async ValueTask DisposeAsync()
    {
        _chain.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "ExpiredToken")]
    [InlineData(HttpStatusCode.Forbidden, "ExpiredToken")]
    [InlineData(HttpStatusCode.BadRequest, "InvalidToken")]
    [InlineData(HttpStatusCode.Forbidden, "InvalidClientTokenId")]
    [InlineData(HttpStatusCode.BadRequest, "RequestExpired")]
    public async Task The_second_try_succeeds_with_a_new_session_of_the_last_hop_only(HttpStatusCode status, string code)
    {
        _service.Answer = (sent, number) => number > 1 ? StubService.Ok(sent) : StubService.S3Error(status, code);
        using AmazonS3Client s3 = S3();
        await s3.DeleteObjectAsync("bucket", "key", Token);

        Assert.Equal(2, _service.Sent.Count);
        StsCall[] assumes = [.. _world.Assumes];
        Assert.Equal([.. _world.Roles, _world.Roles[1]], assumes.Select(call => call.RoleArn));
        Assert.Equal(assumes.Skip(1).Select(call => call.IssuedAccessKeyId), _service.Sent.Select(sent => sent.AccessKeyId));
        Assert.NotEqual(_service.Sent[0].Token, _service.Sent[1].Token);
    }

    [Theory]
    [InlineData("ExpiredTokenException")]
    [InlineData("UnrecognizedClientException")]
    public async Task Services_that_speak_JSON_and_do_not_sign_retries_anew_are_no_exception(string code)
    {
        _service.Answer = (sent, number) => number > 1 ? StubService.Ok(sent) : StubService.JsonError(HttpStatusCode.BadRequest, code);
        using AmazonDynamoDBClient dynamo = new(_chain, _service.Config<AmazonDynamoDBConfig>());
        await dynamo.ListTablesAsync(Token);

        Assert.Equal(2, _service.Sent.Count);
        Assert.NotEqual(_service.Sent[0].Signer, _service.Sent[1].Signer);
        Assert.Equal(_service.Sent[0].Body, _service.Sent[1].Body);
    }

    [Theory]
    [InlineData("ExpiredToken", 2)]
    [InlineData("InvalidToken", 2)]
    [InlineData("InvalidAccessKeyId", 2)] // S3 knows the key no more
    [InlineData("AccessDenied", 1)]
    [InlineData("InvalidSecurity", 1)] // SQS: no TLS, or an old signature
    public async Task Only_what_a_new_session_can_mend_is_tried_again(string code, int sent)
    {
        _service.Answer = (request, number) => number > 1 ? StubService.Ok(request) : StubService.S3Error(HttpStatusCode.Forbidden, code);
        using AmazonS3Client s3 = S3();
        await Record.ExceptionAsync(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal(sent, _service.Sent.Count);
    }

    [Fact]
    public async Task A_fresh_session_that_is_rejected_too_is_for_the_caller_to_see()
    {
        _service.Answer = (_, _) => StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken");
        using AmazonS3Client s3 = S3();
        AmazonS3Exception e = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal("ExpiredToken", e.ErrorCode);
        Assert.Equal(2, _service.Sent.Count);

        // The next request does not renew it again, since that did not help a moment ago.
        await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal(3, _service.Sent.Count);
        Assert.Equal(3, _world.Assumes.Count());
    }

    [Fact]
    public async Task Rejections_do_not_multiply_with_the_retries_of_the_SDK()
    {
        _service.Answer = (_, number) => number % 2 == 1
            ? StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken")
            : StubService.Unavailable();
        using AmazonS3Client s3 = S3(config => config.MaxErrorRetry = 3);
        AmazonS3Exception e = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal("ExpiredToken", e.ErrorCode);
        Assert.Equal(3, _service.Sent.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "AccessDenied")]
    [InlineData(HttpStatusCode.Forbidden, "SignatureDoesNotMatch")]
    [InlineData(HttpStatusCode.BadRequest, "InvalidRequest")]
    public async Task Other_refusals_are_no_reason_to_try_again(HttpStatusCode status, string code)
    {
        _service.Answer = (_, _) => StubService.S3Error(status, code);
        using AmazonS3Client s3 = S3();
        AmazonS3Exception e = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal(code, e.ErrorCode);
        Assert.Single(_service.Sent);
        Assert.Equal(2, _world.Assumes.Count());
    }

    [Fact]
    public async Task A_session_that_is_replaced_already_is_not_renewed_again()
    {
        _service.Answer = (sent, number) =>
        {
            if (number > 1)
            {
                return StubService.Ok(sent);
            }

            _chain.Invalidate();
            _chain.GetCredentials();
            return StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken");
        };
        using AmazonS3Client s3 = S3();
        await s3.DeleteObjectAsync("bucket", "key", Token);
        Assert.Equal(_chain.GetCredentials().AccessKey, _service.Sent[1].AccessKeyId);
        Assert.Equal(3, _world.Assumes.Count());
    }

    [Fact]
    public async Task When_no_new_session_is_to_be_had_the_chain_says_why()
    {
        _service.Answer = (_, _) =>
        {
            _world.Sts.RemoveRole(_world.Roles[1]);
            return StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken");
        };
        using AmazonS3Client s3 = S3(config => config.MaxErrorRetry = 3);
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal(2, e.HopNumber);
        Assert.Single(_service.Sent);
    }

    [Fact]
    public async Task While_STS_fails_a_rejected_session_is_not_used_again_and_the_chain_says_why()
    {
        using ChainedAWSCredentials chain = _world.Chain().WithRetry(retry => retry.MaxAttempts = 1).Build();
        await chain.WarmUpAsync(Token);
        _service.Answer = (_, _) => StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken");
        using IDisposable fault = _world.Sts.AddFault(StsFault.ServiceUnavailable());
        using AmazonS3Client s3 = new(chain, _service.Config<AmazonS3Config>());
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal(RoleChainFailure.StsUnavailable, e.Failure);
        Assert.Single(_service.Sent);
    }

    private AmazonS3Client S3(Action<ClientConfig>? configure = null) => new(_chain, _service.Config<AmazonS3Config>(configure));
}
