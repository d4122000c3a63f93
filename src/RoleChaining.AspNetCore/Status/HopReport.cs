namespace RoleChaining.Status;

/// <summary>One hop, or the source as number 0.</summary>
/// <param name="Number">1-based; 0 is the source.</param>
/// <param name="RoleArn">The role; null for the source.</param>
/// <param name="State">How its session stands.</param>
/// <param name="IsRefreshing">Whether a refresh is under way.</param>
/// <param name="WaitingReaders">How many readers wait for that refresh.</param>
/// <param name="AssumedRoleArn">The session's own ARN.</param>
/// <param name="AccessKeyId">The session's access key id, by which CloudTrail is searched. No secret.</param>
/// <param name="IssuedAt">When the session was issued.</param>
/// <param name="ExpiresAt">When it expires; null where it does not, or where that is unknown.</param>
/// <param name="NextRefreshAt">From when on a reader starts the next refresh.</param>
/// <param name="SecondsLeft">What is left of the session's life; null where it has no known end.</param>
/// <param name="RequestId">STS's request id of the call that issued the session.</param>
/// <param name="LastFailure">The failure of the last refresh; null when it went well.</param>
internal sealed record HopReport(
    int Number,
    string? RoleArn,
    HopState State,
    bool IsRefreshing,
    int WaitingReaders,
    string? AssumedRoleArn,
    string? AccessKeyId,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? NextRefreshAt,
    double? SecondsLeft,
    string? RequestId,
    FailureReport? LastFailure)
{
    /// <summary>The part of the session's life that is left, from 0 to 1; null where it has no known end.</summary>
    public double? LifeLeft => (IssuedAt, ExpiresAt, SecondsLeft) is ({ } issued, { } expires, { } left) && expires > issued
        ? Math.Clamp(left / (expires - issued).TotalSeconds, 0, 1)
        : null;
}
