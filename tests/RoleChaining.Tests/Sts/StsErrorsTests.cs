using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

public sealed class StsErrorsTests
{
    private readonly SomeSts _sts = new();

    [Theory]
    [InlineData("AccessDenied", 403, RoleChainFailure.AccessDenied, false)]
    [InlineData("AccessDeniedException", 400, RoleChainFailure.AccessDenied, false)]
    [InlineData("ExpiredToken", 403, RoleChainFailure.CallerRejected, true)]
    [InlineData("ExpiredTokenException", 400, RoleChainFailure.CallerRejected, true)]
    [InlineData("InvalidClientTokenId", 403, RoleChainFailure.CallerRejected, false)]
    [InlineData("SignatureDoesNotMatch", 403, RoleChainFailure.CallerRejected, false)]
    [InlineData("IncompleteSignature", 400, RoleChainFailure.CallerRejected, false)]
    [InlineData("MissingAuthenticationToken", 403, RoleChainFailure.CallerRejected, false)]
    [InlineData("ValidationError", 400, RoleChainFailure.InvalidRequest, false)]
    [InlineData("InvalidParameterValue", 400, RoleChainFailure.InvalidRequest, false)]
    [InlineData("MalformedPolicyDocument", 400, RoleChainFailure.InvalidRequest, false)]
    [InlineData("MalformedPolicyDocumentException", 400, RoleChainFailure.InvalidRequest, false)]
    [InlineData("PackedPolicyTooLarge", 400, RoleChainFailure.PackedPolicyTooLarge, false)]
    [InlineData("PackedPolicyTooLargeException", 400, RoleChainFailure.PackedPolicyTooLarge, false)]
    [InlineData("RegionDisabledException", 403, RoleChainFailure.RegionDisabled, false)]
    [InlineData("IDPRejectedClaim", 403, RoleChainFailure.WebIdentityRejected, false)]
    [InlineData("InvalidIdentityToken", 400, RoleChainFailure.WebIdentityRejected, false)]
    [InlineData("IDPCommunicationError", 400, RoleChainFailure.WebIdentityRejected, true)]
    [InlineData("Throttling", 400, RoleChainFailure.Throttled, true)]
    [InlineData("ThrottlingException", 503, RoleChainFailure.Throttled, true)]
    [InlineData("RequestLimitExceeded", 400, RoleChainFailure.Throttled, true)]
    [InlineData("RequestThrottledException", 400, RoleChainFailure.Throttled, true)]
    [InlineData("TooManyRequestsException", 400, RoleChainFailure.Throttled, true)]
    [InlineData("SlowDown", 503, RoleChainFailure.Throttled, true)]
    [InlineData("SomethingNew", 429, RoleChainFailure.Throttled, true)]
    [InlineData("RequestTimeout", 400, RoleChainFailure.TimedOut, true)]
    [InlineData("RequestTimeoutException", 400, RoleChainFailure.TimedOut, true)]
    [InlineData("InternalFailure", 500, RoleChainFailure.StsUnavailable, true)]
    [InlineData("InternalError", 500, RoleChainFailure.StsUnavailable, true)]
    [InlineData("ServiceUnavailable", 503, RoleChainFailure.StsUnavailable, true)]
    [InlineData("SomethingNew", 502, RoleChainFailure.StsUnavailable, true)]
    [InlineData("UnrecognizedClientException", 403, RoleChainFailure.CallerRejected, false)]
    [InlineData("InvalidSignatureException", 403, RoleChainFailure.CallerRejected, false)]
    [InlineData("AuthFailure", 401, RoleChainFailure.CallerRejected, false)]
    [InlineData("RequestExpired", 400, RoleChainFailure.CallerRejected, false)]
    [InlineData("RequestInTheFuture", 403, RoleChainFailure.CallerRejected, false)]
    [InlineData("RequestTimeTooSkewed", 403, RoleChainFailure.CallerRejected, false)]
    [InlineData("ValidationException", 400, RoleChainFailure.InvalidRequest, false)]
    [InlineData("InvalidParameterCombination", 400, RoleChainFailure.InvalidRequest, false)]
    [InlineData("MissingParameter", 400, RoleChainFailure.InvalidRequest, false)]
    [InlineData("ThrottledException", 400, RoleChainFailure.Throttled, true)]
    [InlineData("ProvisionedThroughputExceededException", 400, RoleChainFailure.Throttled, true)]
    [InlineData("TransactionInProgressException", 400, RoleChainFailure.Throttled, true)]
    [InlineData("BandwidthLimitExceeded", 400, RoleChainFailure.Throttled, true)]
    [InlineData("LimitExceededException", 400, RoleChainFailure.Throttled, true)]
    [InlineData("PriorRequestNotComplete", 400, RoleChainFailure.Throttled, true)]
    [InlineData("EC2ThrottledException", 400, RoleChainFailure.Throttled, true)]
    [InlineData("InternalError", 400, RoleChainFailure.StsUnavailable, true)]
    [InlineData("ServiceUnavailable", 400, RoleChainFailure.StsUnavailable, true)]
    [InlineData("SomethingNew", 408, RoleChainFailure.TimedOut, true)]
    [InlineData("SomethingNew", 500, RoleChainFailure.StsUnavailable, true)]
    [InlineData("SomethingNew", 400, RoleChainFailure.Unknown, false)]
    public async Task An_answer_is_classified_by_its_code(string code, int status, object failure, bool isTransient)
    {
        foreach (bool async in new[] { true, false })
        {
            _sts.Stub.Answer = _ => _sts.Stub.Error(code, (HttpStatusCode)status, "User: arn:aws:iam::1:user/alice is not authorized");

            HopFailedException e = await _sts.FailAsync(async, singleAttempt: true);

            Assert.Equal(failure, e.Failure.Kind);
            Assert.Equal(isTransient, e.Failure.IsTransient);
            Assert.Equal(code, e.Failure.ErrorCode);
            Assert.Equal($"request-{_sts.Stub.Calls.Count}", e.Failure.RequestId);
            Assert.Equal("User: arn:aws:iam::1:user/alice is not authorized", e.Failure.Detail);
            Assert.DoesNotContain("alice", e.Message, StringComparison.Ordinal); // it is logged
            Assert.Equal(code, Assert.IsType<AmazonServiceException>(e.InnerException, exactMatch: false).ErrorCode);
        }
    }

    [Theory]
    [InlineData("SignatureDoesNotMatch", true)]
    [InlineData("InvalidSignatureException", true)]
    [InlineData("AuthFailure", true)]
    [InlineData("RequestExpired", true)]
    [InlineData("RequestInTheFuture", true)]
    [InlineData("RequestTimeTooSkewed", true)]
    [InlineData("AccessDenied", false)]
    public async Task A_call_is_made_again_with_the_time_of_STS_where_the_code_is_about_time_or_signature(string code, bool isAgain)
    {
        _sts.Stub.Answer = _ => _sts.Stub.Error(code);
        await _sts.FailAsync(singleAttempt: true);
        Assert.Single(_sts.Stub.Calls);

        _sts.Stub.Date = () => TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(20);
        await _sts.FailAsync(singleAttempt: true);
        Assert.Equal(isAgain ? 3 : 2, _sts.Stub.Calls.Count);
    }

    [Theory]
    [InlineData("AccessDenied", 403), InlineData("ExpiredToken", 403), InlineData("InvalidClientTokenId", 403), InlineData("ValidationError", 400)]
    [InlineData("PackedPolicyTooLarge", 400), InlineData("RegionDisabledException", 403), InlineData("SignatureDoesNotMatch", 403)]
    public async Task What_another_attempt_cannot_mend_is_sent_once(string code, int status)
    {
        _sts.Stub.Answer = _ => _sts.Stub.Error(code, (HttpStatusCode)status);

        await _sts.FailAsync();

        Assert.Single(_sts.Stub.Calls);
    }

    public static TheoryData<string, RoleChainFailure> Broken => new()
    {
        { "reset", RoleChainFailure.StsUnavailable },
        { "refused", RoleChainFailure.StsUnavailable },
        { "html", RoleChainFailure.StsUnavailable },
        { "empty", RoleChainFailure.StsUnavailable },
        { "without credentials", RoleChainFailure.StsUnavailable },
        { "expired", RoleChainFailure.StsUnavailable },
        { "too large", RoleChainFailure.StsUnavailable },
        { "html 503", RoleChainFailure.StsUnavailable },
        { "cancelled by nobody", RoleChainFailure.TimedOut },
        { "InternalFailure", RoleChainFailure.StsUnavailable },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task What_is_broken_is_transient_and_no_AWS_client_would_retry_what_leaves(string fault, object failure)
    {
        foreach (bool async in new[] { true, false })
        {
            _sts.Stub.Answer = _ => fault switch
            {
                "reset" => StsStub.Reset(),
                "refused" => throw new HttpRequestException("Connection refused", new System.Net.Sockets.SocketException(111)),
                "html" => _sts.Stub.Ok("<html><body>Welcome to the hotel's network</body></html>"),
                "empty" => _sts.Stub.Ok(""),
                "without credentials" => _sts.Stub.Ok("<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult/></AssumeRoleResponse>"),
                "expired" => Expired(),
                "too large" => StsStub.Body(new MemoryStream(new byte[1024 * 1024 + 1])),
                "html 503" => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("<html>upstream</html>") },
                "cancelled by nobody" => throw new TaskCanceledException("HttpClient.Timeout", new TimeoutException("inner", new IOException("io"))),
                _ => _sts.Stub.Error(fault, HttpStatusCode.InternalServerError),
            };

            HopFailedException e = await _sts.FailAsync(async, singleAttempt: true);

            Assert.True(e.Failure.Kind.Equals(failure), e.Message);
            Assert.True(e.Failure.IsTransient);
            AssertNoClientRetries(e);
        }

        HttpResponseMessage Expired()
        {
            _sts.Stub.Lifetime = TimeSpan.FromSeconds(-1);
            return _sts.Stub.Ok();
        }
    }

    [Fact]
    public async Task A_network_error_is_told_in_words()
    {
        _sts.Stub.Answer = _ => StsStub.Reset();

        HopFailedException e = await _sts.FailAsync(singleAttempt: true);

        Assert.Contains("STS in eu-west-1 could not be reached", e.Message, StringComparison.Ordinal);
        Assert.Contains("IOException: Connection reset by peer", e.Message, StringComparison.Ordinal);
        Assert.Null(e.InnerException);
    }

    [Theory]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot", false, "is signed by no authority that is trusted here")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: PartialChain", false, "is signed by no authority that is trusted here")]
    [InlineData("Authentication failed because the remote party sent a TLS alert", true, "could not be reached")]
    public async Task A_certificate_that_nobody_here_trusts_is_not_waited_for(string error, bool isTransient, string words)
    {
        _sts.Stub.Answer = _ => throw new HttpRequestException("The SSL connection could not be established", new AuthenticationException(error));

        HopFailedException e = await _sts.FailAsync(singleAttempt: true);

        Assert.Equal((RoleChainFailure.StsUnavailable, isTransient), (e.Failure.Kind, e.Failure.IsTransient));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string?> Told => new()
    {
        { "canceled by nobody", "STS in eu-west-1 did not answer in time: ", null },
        { "no XML", "STS in eu-west-1 gave an answer that cannot be read (", null },
        { "no code", "STS in eu-west-1 answered 403 without an error code, as a proxy or a gateway may.", null },
        { "redirect", "STS in eu-west-1 answered 300 without an error code, as a proxy or a gateway may.", null },
        { "code", "STS in eu-west-1 answered SomethingNew (403).", "as told" },
    };

    [Theory, MemberData(nameof(Told))]
    public async Task What_is_told_of_an_answer_is_a_sentence(string fault, string begin, string? detail)
    {
        _sts.Stub.Answer = _ => fault switch
        {
            "canceled by nobody" => throw new TaskCanceledException("too long"),
            "no XML" => _sts.Stub.Ok("<html>hello"),
            "no code" => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("") },
            "redirect" => new HttpResponseMessage(HttpStatusCode.MultipleChoices) { Content = new StringContent("") },
            _ => _sts.Stub.Error("SomethingNew"),
        };

        HopFailure failure = (await _sts.FailAsync(singleAttempt: true)).Failure;

        Assert.StartsWith(begin, failure.Message, StringComparison.Ordinal);
        Assert.Equal((detail ?? failure.Message, detail is null ? null : "SomethingNew"), (failure.Detail, failure.ErrorCode));
    }

    [Fact]
    public async Task What_nobody_foresaw_is_told_by_its_kind_and_not_tried_again()
    {
        _sts.Stub.Answer = _ => throw new NotSupportedException("The handler cannot do that.");

        HopFailedException e = await _sts.FailAsync();

        Assert.Equal((RoleChainFailure.Unknown, false), (e.Failure.Kind, e.Failure.IsTransient));
        Assert.Contains("The call to STS in eu-west-1 failed: NotSupportedException", e.Message, StringComparison.Ordinal);
        Assert.Single(_sts.Stub.Calls);
    }

    internal static void AssertNoClientRetries(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            Assert.False(
                cause is IOException or System.Net.Sockets.SocketException or HttpRequestException or WebException or TimeoutException or OperationCanceledException or ObjectDisposedException,
                cause.GetType().FullName);
        }
    }
}
