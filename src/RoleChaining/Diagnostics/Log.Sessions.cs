using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>The messages about sessions. They hold no secret.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "Hop {HopNumber} of chain {Chain} has a session until {ExpiresAt:O}; refresh from {RefreshAt:O}.", EventName = nameof(SessionRefreshed))]
    public static partial void SessionRefreshed(ILogger logger, int hopNumber, string chain, DateTimeOffset expiresAt, DateTimeOffset refreshAt);

    [LoggerMessage(204, LogLevel.Debug, "Hop {HopNumber} of chain {Chain} has credentials without a known end; they are read again from {RefreshAt:O}.", EventName = nameof(SourceRead))]
    public static partial void SourceRead(ILogger logger, int hopNumber, string chain, DateTimeOffset refreshAt);

    [LoggerMessage(201, LogLevel.Warning, "A service rejected the session of hop {HopNumber} of chain {Chain}, {Role} (access key id {AccessKeyId}). The session is renewed.", EventName = nameof(SessionRejected))]
    public static partial void SessionRejected(ILogger logger, int hopNumber, string chain, string role, string accessKeyId);

    // The message of STS is left out of these two, because it repeats values that were sent. The exception that a reader gets has it,
    // without secrets.
    [LoggerMessage(202, LogLevel.Warning, "Refreshing hop {HopNumber} of chain {Chain}, {Role}, failed ({Failure}, STS request id {RequestId}). The current session stays in use. Next try from {NextAttemptAt:O}.", EventName = "RefreshFailedServing")]
    public static partial void RefreshFailedServing(
        ILogger logger, int hopNumber, string chain, string role, string failure, string requestId, DateTimeOffset nextAttemptAt);

    [LoggerMessage(203, LogLevel.Error, "Hop {HopNumber} of chain {Chain}, {Role}, has no valid session ({Failure}, STS request id {RequestId}). Next try from {NextAttemptAt:O}.", EventName = "RefreshFailed")]
    public static partial void RefreshFailedEmpty(
        ILogger logger, int hopNumber, string chain, string role, string failure, string requestId, DateTimeOffset nextAttemptAt);

    [LoggerMessage(220, LogLevel.Warning, "The credential_process of profile {Profile} has not answered for {Seconds} s; it has {Limit} s.", EventName = "ProcessIsSlow")]
    public static partial void ProcessIsSlow(ILogger logger, string profile, double seconds, double limit);
}
