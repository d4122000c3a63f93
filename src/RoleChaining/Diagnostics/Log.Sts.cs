using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>
/// The log messages, by room. Access key ids, session names and request ids are what CloudTrail is joined on; secrets, external ids,
/// MFA codes and session policies are in none.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 100, EventName = nameof(HopAssumed), Level = LogLevel.Information, Message =
        "Hop {Hop} assumed: {RoleArn} as {SessionName} in {Region}, source identity {SourceIdentity}, " +
        "{SourceAccessKeyId} -> {AccessKeyId}, expires {ExpiresAt:O}, request {RequestId}")]
    public static partial void HopAssumed(
        ILogger logger,
        int hop,
        string roleArn,
        string sessionName,
        string region,
        string? sourceIdentity,
        string? sourceAccessKeyId,
        string accessKeyId,
        DateTimeOffset expiresAt,
        string? requestId);

    [LoggerMessage(EventId = 101, EventName = nameof(HopDenied), Level = LogLevel.Warning, Message =
        "Hop {Hop} denied: {RoleArn} as {SessionName} in {Region}, by {SourceAccessKeyId}, request {RequestId}: {Reason}")]
    public static partial void HopDenied(
        ILogger logger,
        int hop,
        string roleArn,
        string sessionName,
        string region,
        string? sourceAccessKeyId,
        string? requestId,
        string reason);

    [LoggerMessage(EventId = 102, EventName = nameof(HopTriedAgain), Level = LogLevel.Debug, Message =
        "Hop {Hop}, {RoleArn}: attempt {Attempt} failed, the next goes to {Region} in {Delay}: {Reason}")]
    public static partial void HopTriedAgain(ILogger logger, int hop, string roleArn, int attempt, string region, TimeSpan delay, string reason);

    [LoggerMessage(EventId = 103, EventName = nameof(ClockCorrected), Level = LogLevel.Debug, Message =
        "Hop {Hop}, {RoleArn}: this machine's clock differs from that of STS in {Region}; sent again with the time corrected")]
    public static partial void ClockCorrected(ILogger logger, int hop, string roleArn, string region);

    [LoggerMessage(EventId = 104, EventName = nameof(CircuitOpened), Level = LogLevel.Warning, Message =
        "STS in {Region} keeps failing and is left alone for {Break}: {Reason}")]
    public static partial void CircuitOpened(ILogger logger, string region, TimeSpan @break, string reason);
}
