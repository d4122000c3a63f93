namespace RoleChaining;

/// <summary>
/// What a cache has under a key: a session, and what is known of revocations. Immutable; holds the session's keys, and prints no secret.
/// </summary>
public sealed class CachedRoleSessionEntry
{
    /// <summary>The session that was stored last; <see langword="null"/> when there is none.</summary>
    public CachedRoleSession? Session { get; init; }

    /// <summary>
    /// Why the session that is stored could not be read; <see langword="null"/> when it was read, or when there is none. It is logged, and the
    /// session counts as none. What is known of revocations counts all the same.
    /// </summary>
    public Exception? Fault { get; init; }

    /// <summary>
    /// When sessions of this key were last invalidated, rejected or removed, by the clock of STS; <see langword="null"/> when that is not
    /// known. A session that was issued before is not taken over.
    /// </summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>
    /// When a pool last removed a tenant with this key, by the clock of STS; <see langword="null"/> when that is not known. Pools that know
    /// the tenant since before let it go.
    /// </summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The session without its secrets, and the moments.</summary>
    public override string ToString() => $"{Session?.ToString() ?? "no session"}, revoked at {RevokedAt:O}, removed at {RemovedAt:O}";
}
