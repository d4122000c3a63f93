using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>The messages about sessions. They hold no secret.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "Hop {HopNumber} has a session until {ExpiresAt:O}; refresh from {RefreshAt:O}.", EventName = "SessionRefreshed")]
    public static partial void SessionRefreshed(ILogger logger, int hopNumber, DateTimeOffset expiresAt, DateTimeOffset refreshAt);

    [LoggerMessage(201, LogLevel.Warning, "A service rejected the session of hop {HopNumber} (access key id {AccessKeyId}). The session is renewed.", EventName = "SessionRejected")]
    public static partial void SessionRejected(ILogger logger, int hopNumber, string accessKeyId);

    // The message of STS is left out of these two, because it repeats values that were sent. The exception that a reader gets has it,
    // without secrets.
    [LoggerMessage(202, LogLevel.Warning, "Refreshing hop {HopNumber} failed ({Failure}, {ErrorCode}, STS request id {RequestId}). The current session stays in use. Next try from {NextAttemptAt:O}.", EventName = "RefreshFailedServing")]
    public static partial void RefreshFailedServing(
        ILogger logger, int hopNumber, RoleChainFailure failure, string? errorCode, string? requestId, DateTimeOffset nextAttemptAt);

    [LoggerMessage(203, LogLevel.Error, "Hop {HopNumber} has no valid session ({Failure}, {ErrorCode}, STS request id {RequestId}). Next try from {NextAttemptAt:O}.", EventName = "RefreshFailed")]
    public static partial void RefreshFailedEmpty(
        ILogger logger, int hopNumber, RoleChainFailure failure, string? errorCode, string? requestId, DateTimeOffset nextAttemptAt);
}
