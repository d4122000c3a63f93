using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>
/// The log messages, one file per room. They hold access key ids, session names and request ids, which CloudTrail has too. They hold no
/// secret, external id, MFA code or session policy.
/// </summary>
internal static partial class Log
{
    /// <summary>The category of all messages.</summary>
    public const string Category = "RoleChaining";

    /// <summary>The first session of a hop is news; those after it would be a line a second where there are thousands of tenants.</summary>
    [LoggerMessage(EventId = 100, EventName = nameof(HopAssumed), Message =
        "Hop {HopNumber} assumed: {RoleArn} as {SessionName} ({AssumedRoleId}) in {Region}, chain {Chain}, source identity {SourceIdentity}, " +
        "{SourceAccessKeyId} -> {AccessKeyId}, expires {ExpiresAt:O}, request {RequestId}")]
    public static partial void HopAssumed(
        ILogger logger,
        LogLevel level,
        int hopNumber,
        string chain,
        string roleArn,
        string sessionName,
        string assumedRoleId,
        string region,
        string sourceIdentity,
        string sourceAccessKeyId,
        string accessKeyId,
        DateTimeOffset expiresAt,
        string? requestId);

    [LoggerMessage(EventId = 101, EventName = nameof(HopDenied), Level = LogLevel.Warning, Message =
        "Hop {HopNumber} denied: {RoleArn} as {SessionName} in {Region}, chain {Chain}, by {SourceAccessKeyId}, request {RequestId}: {Reason}")]
    public static partial void HopDenied(
        ILogger logger,
        int hopNumber,
        string chain,
        string roleArn,
        string sessionName,
        string region,
        string? sourceAccessKeyId,
        string? requestId,
        string reason);

    [LoggerMessage(EventId = 102, EventName = nameof(HopTriedAgain), Level = LogLevel.Debug, Message =
        "Hop {HopNumber} of chain {Chain}, {RoleArn}: attempt {Attempt} failed, the next goes to {Region} in {Delay}: {Reason}")]
    public static partial void HopTriedAgain(
        ILogger logger, int hopNumber, string chain, string roleArn, int attempt, string region, TimeSpan delay, string reason);

    [LoggerMessage(EventId = 103, EventName = nameof(ClockCorrected), Level = LogLevel.Debug, Message =
        "Hop {HopNumber} of chain {Chain}, {RoleArn}: this machine's clock differs from that of STS in {Region}; sent again with the time corrected")]
    public static partial void ClockCorrected(ILogger logger, int hopNumber, string chain, string roleArn, string region);

    [LoggerMessage(EventId = 104, EventName = nameof(CircuitOpened), Level = LogLevel.Warning, Message =
        "STS in {Region} keeps failing, so it is not called for {BreakDuration}: {Reason}")]
    public static partial void CircuitOpened(ILogger logger, string region, TimeSpan breakDuration, string reason);

    [LoggerMessage(EventId = 105, EventName = nameof(RegionGuessed), Level = LogLevel.Warning, Message =
        "No region is set for chain {Chain}, so STS is asked in {Region}, the default of {Partition}; set its Region or AWS_REGION")]
    public static partial void RegionGuessed(ILogger logger, string chain, string region, string partition);
}
