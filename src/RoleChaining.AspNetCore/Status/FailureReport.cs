namespace RoleChaining.Status;

/// <summary>Why a refresh failed.</summary>
/// <param name="Hop">The hop that failed, 1-based; 0 is the source. It may be one before the hop that has this failure.</param>
/// <param name="RoleArn">Its role; null for the source.</param>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Code">STS's error code, where STS answered.</param>
/// <param name="RequestId">STS's request id.</param>
/// <param name="Message">What happened.</param>
/// <param name="Advice">What to do.</param>
/// <param name="OccurredAt">When it happened; null where it has been so from the start.</param>
internal sealed record FailureReport(
    int Hop, string? RoleArn, string Kind, string? Code, string? RequestId, string Message, string Advice, DateTimeOffset? OccurredAt);
