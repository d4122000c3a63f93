using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Polly;
using Polly.Timeout;
using RoleChaining.Diagnostics;
using RoleChaining.Text;

namespace RoleChaining.Sts;

/// <summary>
/// Reads what went wrong from the error's code and never from its type: the AWS SDK has types for a few codes only, and STS sends codes
/// that are not modelled. See the <see href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">common errors</see> and
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors">AssumeRole's own</see>.
/// </summary>
internal static class StsErrors
{
    /// <summary>The codes without the suffix <c>Exception</c>, which STS adds now and then.</summary>
    private static readonly FrozenDictionary<string, (
        RoleChainFailure, bool IsTransient)> ByCode = new Dictionary<string, (RoleChainFailure, bool)>
    {
        ["AccessDenied"] = (RoleChainFailure.AccessDenied, false),

        // These are about the session that signed: the session tree renews it and calls again.
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

        // AWS's SDKs treat these codes as throttling.
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

    /// <summary>The codes that a wrong clock may cause.</summary>
    private static readonly FrozenSet<string> SkewCodes = FrozenSet.Create(
        StringComparer.Ordinal,
        "SignatureDoesNotMatch", "InvalidSignature", "AuthFailure", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed");

    /// <summary>Reads the failure of one send.</summary>
    public static HopFailedException Read(Exception exception, StsOperation operation, StsExchange exchange) => exception switch
    {
        AmazonServiceException { StatusCode: >= HttpStatusCode.MultipleChoices } answer when answer is not AmazonUnmarshallingException =>
            ReadAnswer(answer, operation, exchange),

        // The text of these may quote the answer, and so its keys.
        AmazonUnmarshallingException => Unreadable(exception, operation, exchange),
        _ when exchange.IsAnswered => Unreadable(exception, operation, exchange),

        OperationCanceledException or TimeoutException =>
            operation.TimedOut($"STS in {exchange.Region} did not answer in time: {ForeignText.Describe(exception)}"),
        HttpRequestException untrusted when IsUntrusted(untrusted) => operation.Fail(
            RoleChainFailure.StsUnavailable,
            isTransient: false,
            $"The certificate of STS in {exchange.Region} is signed by no authority that is trusted here: "
            + ForeignText.Describe(untrusted.InnerException!)),
        HttpRequestException or IOException or SocketException or AuthenticationException or ObjectDisposedException or WebException =>
            operation.Unavailable($"STS in {exchange.Region} could not be reached: {ForeignText.Describe(exception)}"),
        _ => operation.Fail(
            RoleChainFailure.Unknown, isTransient: false, $"The call to STS in {exchange.Region} failed: {ForeignText.Describe(exception)}"),
    };

    /// <summary>What a pipeline itself threw, ours or a caller's own.</summary>
    public static HopFailure Explain(Exception exception, StsOperation operation, StsAttempts? attempts, CallTime time)
    {
        (RoleChainFailure kind, bool isTransient, string message) = exception switch
        {
            TimeoutRejectedException limit =>
                (RoleChainFailure.TimedOut, true, $"STS gave no session within {limit.Timeout.TotalSeconds:0.###} s."),
            OperationCanceledException when time.Token.IsCancellationRequested =>
                (RoleChainFailure.TimedOut, true, $"STS gave no session within {time.Total.TotalSeconds:0.###} s."),
            OperationCanceledException => (RoleChainFailure.TimedOut, true, "The call to STS was cut off."),
            ExecutionRejectedException =>
                (RoleChainFailure.StsUnavailable, true, $"The resilience pipeline refused the call: {ForeignText.Describe(exception)}."),
            _ => (RoleChainFailure.Unknown, false, $"The call to STS failed: {ForeignText.Describe(exception)}."),
        };
        HopFailure? last = attempts?.LastFailure;
        return new HopFailure
        {
            HopNumber = operation.HopNumber,
            Hop = operation.Hop,
            WebIdentityRole = operation.WebIdentityRole,
            Kind = kind,
            IsTransient = isTransient,
            Message = last is null ? message : $"{message} Last failure: {last.Message}",
            ErrorCode = last?.ErrorCode,
            RequestId = last?.RequestId,
            CallerAccessKeyId = operation.CallerAccessKeyId,
            Cause = last?.Cause,
        };
    }

    // No type tells it, and no code: an answer that breaks off is an AuthenticationException too, and passes.
    internal static bool IsUntrusted(HttpRequestException exception) =>
        exception.InnerException is AuthenticationException { Message: var message }
        && (message.Contains("UntrustedRoot", StringComparison.Ordinal) || message.Contains("PartialChain", StringComparison.Ordinal));

    private static HopFailedException Unreadable(Exception exception, StsOperation operation, StsExchange exchange) =>
        operation.Unavailable($"STS in {exchange.Region} gave an answer that cannot be read ({exception.GetType().Name}).");

    private static HopFailedException ReadAnswer(AmazonServiceException answer, StsOperation operation, StsExchange exchange)
    {
        string code = answer.ErrorCode ?? "";
        string stem = code.EndsWith("Exception", StringComparison.Ordinal) ? code[..^"Exception".Length] : code;
        (RoleChainFailure kind, bool isTransient) = Classify(stem, answer.StatusCode, operation.IsSigned);
        return new HopFailedException(new HopFailure
        {
            HopNumber = operation.HopNumber,
            Hop = operation.Hop,
            WebIdentityRole = operation.WebIdentityRole,
            Kind = kind,
            IsTransient = isTransient,

            // Without the message of STS, which repeats values that were sent: this one is logged.
            Message = code.Length == 0
                ? $"STS in {exchange.Region} answered {(int)answer.StatusCode} without an error code, as a proxy or a gateway may."
                : $"STS in {exchange.Region} answered {code} ({(int)answer.StatusCode}).",
            ForeignMessage = code.Length == 0 ? null : answer.Message,
            Secrets = [.. operation.Secrets],
            ErrorCode = code.Length == 0 ? null : code,
            RequestId = answer.RequestId,
            Region = exchange.Region,
            CallerAccessKeyId = operation.CallerAccessKeyId,
            IsClockSkew = SkewCodes.Contains(stem) && exchange.ClocksDiffer,
            Cause = answer,
        });
    }

    private static (RoleChainFailure Failure, bool IsTransient) Classify(string stem, HttpStatusCode status, bool isSigned)
    {
        // This code means the session that signed, or the web identity token where the call is not signed.
        if (stem == "ExpiredToken" && !isSigned)
        {
            return (RoleChainFailure.WebIdentityRejected, false);
        }

        if (ByCode.TryGetValue(stem, out (RoleChainFailure, bool) known))
        {
            return known;
        }

        return status switch
        {
            HttpStatusCode.TooManyRequests => (RoleChainFailure.Throttled, true),
            HttpStatusCode.RequestTimeout => (RoleChainFailure.TimedOut, true),
            >= HttpStatusCode.InternalServerError => (RoleChainFailure.StsUnavailable, true),
            _ => (RoleChainFailure.Unknown, false),
        };
    }
}
