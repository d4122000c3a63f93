namespace RoleChaining;

/// <summary>A session that may be the caller of a hop.</summary>
/// <param name="SessionArn">The session.</param>
/// <param name="AccessKeyId">The key it was issued with.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="EventId">The record that says so.</param>
public sealed record TrailCandidate(string? SessionArn, string? AccessKeyId, DateTimeOffset IssuedAt, string? EventId)
{
    /// <summary>Session, key, time and record, in a line.</summary>
    public override string ToString() => $"{SessionArn ?? "a session"} {AccessKeyId} issued {IssuedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}, event {EventId}";
}
