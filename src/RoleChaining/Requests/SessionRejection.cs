using System.Net;
using Amazon.Runtime;

namespace RoleChaining.Requests;

/// <summary>A service's answer that the session a request was made with is not, or no longer, one.</summary>
internal static class SessionRejection
{
    /// <summary>Whether the answer can be about the session. It changes nothing, so that it may be asked in an exception filter.</summary>
    public static bool MayBe(AmazonServiceException answer, IRequestContext request, SessionIdentity signer) =>
        // S3 Express signs with a session of the bucket, which it puts in ours' place: its end says nothing of the chain.
        ReferenceEquals(request.Identity, signer) && (IsRejection(answer) || IsMute(answer, request));

    /// <summary>Drops the rejected session, unless it has been replaced already, and makes the request ready for another.</summary>
    public static bool IsWorthAnotherTry(AmazonServiceException answer, IRequestContext request, SessionIdentity signer)
    {
        bool rejected = IsRejection(answer) || IsSuspect(signer);
        return rejected && signer.Chain.Reject(signer.AccessKeyId) && RequestBody.TryRewind(request.Request);
    }

    // RequestExpired is EC2's word: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    // InvalidAccessKeyId is S3's word for a key that is not known: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    // SQS's InvalidSecurity is none: the request came without TLS or without a current signature, and no new session would help.
    /// <summary>Whether an error code says that the session is no longer, or not, one.</summary>
    public static bool IsCode(string? code) => code is
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" or "InvalidToken" or "InvalidClientTokenId" or "UnrecognizedClientException"
        or "InvalidAccessKeyId";

    private static bool IsRejection(AmazonServiceException answer) => IsCode(answer.ErrorCode);

    /// <summary>The answer to a HEAD has no body, and so no code. An expired or unknown token is among the reasons for a 400.</summary>
    private static bool IsMute(AmazonServiceException answer, IRequestContext request) =>
        answer.StatusCode == HttpStatusCode.BadRequest && request.Request.HttpMethod == "HEAD";

    /// <summary>
    /// Whether a mute answer is likely to be about the session: it has been replaced since, or is over by our clock and served on in an
    /// outage. One that is believed to be good is not given up for a reason unknown.
    /// </summary>
    private static bool IsSuspect(SessionIdentity signer) =>
        signer.Chain.Status.Final is var final && (final.AccessKeyId != signer.AccessKeyId || final.State == HopState.Failed);
}
