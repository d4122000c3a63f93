using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>
/// What went wrong, by the error's code and never by its type: the AWS SDK has types for a few codes only, and STS sends others than are
/// modelled. See the <see href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">common errors</see> and
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors">AssumeRole's own</see>.
/// </summary>
internal static class StsErrors
{
    /// <summary>Codes with or without the suffix <c>Exception</c>, which STS uses now and then.</summary>
    private static readonly FrozenDictionary<string, (RoleChainFailure, bool IsTransient)> ByCode = new Dictionary<string, (RoleChainFailure, bool)>
    {
        ["AccessDenied"] = (RoleChainFailure.AccessDenied, false),

        // Of the session that signed: the session tree renews it and comes again.
        ["ExpiredToken"] = (RoleChainFailure.CallerRejected, true),
        ["InvalidClientTokenId"] = (RoleChainFailure.CallerRejected, false),
        ["UnrecognizedClient"] = (RoleChainFailure.CallerRejected, false),
        ["SignatureDoesNotMatch"] = (RoleChainFailure.CallerRejected, false),
        ["InvalidSignature"] = (RoleChainFailure.CallerRejected, false),
        ["IncompleteSignature"] = (RoleChainFailure.CallerRejected, false),
        ["MissingAuthenticationToken"] = (RoleChainFailure.CallerRejected, false),
        ["AuthFailure"] = (RoleChainFailure.CallerRejected, false),
        ["RequestExpired"] = (RoleChainFailure.CallerRejected, false),
        ["RequestInTheFuture"] = (RoleChainFailure.CallerRejected, false),
        ["RequestTimeTooSkewed"] = (RoleChainFailure.CallerRejected, false),

        ["ValidationError"] = (RoleChainFailure.InvalidRequest, false),
        ["Validation"] = (RoleChainFailure.InvalidRequest, false),
        ["InvalidParameterValue"] = (RoleChainFailure.InvalidRequest, false),
        ["InvalidParameterCombination"] = (RoleChainFailure.InvalidRequest, false),
        ["MissingParameter"] = (RoleChainFailure.InvalidRequest, false),
        ["MalformedPolicyDocument"] = (RoleChainFailure.InvalidRequest, false),
        ["PackedPolicyTooLarge"] = (RoleChainFailure.PackedPolicyTooLarge, false),
        ["RegionDisabled"] = (RoleChainFailure.RegionDisabled, false),

        ["IDPRejectedClaim"] = (RoleChainFailure.WebIdentityRejected, false),
        ["InvalidIdentityToken"] = (RoleChainFailure.WebIdentityRejected, false),
        ["IDPCommunicationError"] = (RoleChainFailure.WebIdentityRejected, true),

        // The codes that AWS's SDKs take for throttling.
        ["Throttling"] = (RoleChainFailure.Throttled, true),
        ["Throttled"] = (RoleChainFailure.Throttled, true),
        ["RequestThrottled"] = (RoleChainFailure.Throttled, true),
        ["TooManyRequests"] = (RoleChainFailure.Throttled, true),
        ["ProvisionedThroughputExceeded"] = (RoleChainFailure.Throttled, true),
        ["TransactionInProgress"] = (RoleChainFailure.Throttled, true),
        ["RequestLimitExceeded"] = (RoleChainFailure.Throttled, true),
        ["BandwidthLimitExceeded"] = (RoleChainFailure.Throttled, true),
        ["LimitExceeded"] = (RoleChainFailure.Throttled, true),
        ["SlowDown"] = (RoleChainFailure.Throttled, true),
        ["PriorRequestNotComplete"] = (RoleChainFailure.Throttled, true),
        ["EC2Throttled"] = (RoleChainFailure.Throttled, true),

        ["RequestTimeout"] = (RoleChainFailure.TimedOut, true),
        ["InternalFailure"] = (RoleChainFailure.StsUnavailable, true),
        ["InternalError"] = (RoleChainFailure.StsUnavailable, true),
        ["ServiceUnavailable"] = (RoleChainFailure.StsUnavailable, true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The codes behind which a wrong clock may stand.</summary>
    private static readonly FrozenSet<string> SkewCodes = FrozenSet.Create(
        StringComparer.Ordinal,
        "SignatureDoesNotMatch", "InvalidSignature", "AuthFailure", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed");

    /// <summary>What a failed send comes to.</summary>
    public static StsException From(Exception exception, StsOperation operation, string region, StsExchange exchange) => exception switch
    {
        AmazonServiceException { StatusCode: >= HttpStatusCode.MultipleChoices } answer when answer is not AmazonUnmarshallingException =>
            FromAnswer(answer, operation, region, exchange),

        // The text of these may quote the answer, and so its keys.
        AmazonUnmarshallingException => Unreadable(exception, region),
        _ when exchange.IsAnswered => Unreadable(exception, region),

        OperationCanceledException or TimeoutException => TimedOut(region, exception.Message),
        HttpRequestException or IOException or SocketException or AuthenticationException or ObjectDisposedException or WebException =>
            Unavailable($"STS in {region} could not be reached: {Describe(exception)}"),
        _ => Unknown($"The call to STS in {region} failed: {Describe(exception)}"),
    };

    public static StsException TimedOut(string region, string reason) =>
        new(RoleChainFailure.TimedOut, isTransient: true, $"STS in {region} did not answer in time: {reason}", innerException: null);

    public static StsException Waited(string waitedFor) =>
        new(RoleChainFailure.TimedOut, isTransient: true, $"The refresh's time ran out while the hop waited for {waitedFor}.", innerException: null);

    public static StsException Unavailable(string message) => new(RoleChainFailure.StsUnavailable, isTransient: true, message, innerException: null);

    public static StsException Unknown(string message) => new(RoleChainFailure.Unknown, isTransient: false, message, innerException: null);

    private static StsException Unreadable(Exception exception, string region) =>
        Unavailable($"STS in {region} gave an answer that cannot be read ({exception.GetType().Name}).");

    /// <summary>Types and texts of the whole chain of causes: the objects themselves would make an AWS client try again.</summary>
    public static string Describe(Exception exception)
    {
        IEnumerable<string> Causes()
        {
            for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
                yield return $"{cause.GetType().Name}: {cause.Message}";
        }

        return string.Join(" <- ", Causes());
    }

    private static StsException FromAnswer(AmazonServiceException answer, StsOperation operation, string region, StsExchange exchange)
    {
        string code = answer.ErrorCode ?? "";
        string stem = code.EndsWith("Exception", StringComparison.Ordinal) ? code[..^"Exception".Length] : code;
        (RoleChainFailure failure, bool isTransient) = Classify(stem, answer.StatusCode, operation.IsSigned);

        // Without STS's own words, which repeat values that were sent: this message is logged. Words has them.
        return new StsException(failure, isTransient, $"STS in {region} answered {code} ({(int)answer.StatusCode}).", answer)
        {
            ErrorCode = code.Length == 0 ? null : code,
            RequestId = answer.RequestId,
            IsClockSkew = SkewCodes.Contains(stem) && exchange.ClocksDiffer,
        };
    }

    private static (RoleChainFailure Failure, bool IsTransient) Classify(string stem, HttpStatusCode status, bool isSigned)
    {
        // The same words tell of two things: the session that signed, or the web identity token where nobody signs.
        if (stem == "ExpiredToken" && !isSigned)
            return (RoleChainFailure.WebIdentityRejected, false);
        if (ByCode.TryGetValue(stem, out (RoleChainFailure, bool) known))
            return known;

        return status switch
        {
            HttpStatusCode.TooManyRequests => (RoleChainFailure.Throttled, true),
            HttpStatusCode.RequestTimeout => (RoleChainFailure.TimedOut, true),
            >= HttpStatusCode.InternalServerError => (RoleChainFailure.StsUnavailable, true),
            _ => (RoleChainFailure.Unknown, false),
        };
    }
}
