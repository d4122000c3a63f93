using Microsoft.Extensions.Logging;
using RoleChaining.Sessions;

namespace RoleChaining.Diagnostics;

/// <summary>What the session tree logs: hops by their number, never a key's secret.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "Hop {HopNumber} has a session until {ExpiresAt:O}; refresh from {RefreshAt:O}.", EventName = "SessionRefreshed")]
    public static partial void SessionRefreshed(ILogger logger, int hopNumber, DateTimeOffset expiresAt, DateTimeOffset refreshAt);

    [LoggerMessage(201, LogLevel.Warning, "A service rejected the session of hop {HopNumber} (access key id {AccessKeyId}); it is renewed.", EventName = "SessionRejected")]
    public static partial void SessionRejected(ILogger logger, int hopNumber, string accessKeyId);

    [LoggerMessage(202, LogLevel.Warning, "Refreshing hop {HopNumber} failed ({Failure}, {ErrorCode}, STS request id {RequestId}). The session held is served on; next try from {NextAttemptAt:O}.", EventName = "RefreshFailedServing")]
    private static partial void RefreshFailedServing(ILogger logger, int hopNumber, RoleChainFailure failure, string? errorCode, string? requestId, DateTimeOffset nextAttemptAt);

    [LoggerMessage(203, LogLevel.Error, "Hop {HopNumber} has no valid session ({Failure}, {ErrorCode}, STS request id {RequestId}). Next try from {NextAttemptAt:O}.", EventName = "RefreshFailed")]
    private static partial void RefreshFailedEmpty(ILogger logger, int hopNumber, RoleChainFailure failure, string? errorCode, string? requestId, DateTimeOffset nextAttemptAt);

    // What STS says stays out: it repeats values that were sent. The exception that a reader gets says it with the secrets hidden.
    public static void RefreshFailed(ILogger logger, SessionFailure failure, DateTimeOffset nextAttemptAt, bool servesOn)
    {
        if (servesOn)
        {
            RefreshFailedServing(logger, failure.HopNumber, failure.Failure, failure.ErrorCode, failure.RequestId, nextAttemptAt);
        }
        else
        {
            RefreshFailedEmpty(logger, failure.HopNumber, failure.Failure, failure.ErrorCode, failure.RequestId, nextAttemptAt);
        }
    }
}
