namespace RoleChaining.Caching;

/// <summary>What is known of the revocations of a key, by the clock of STS.</summary>
/// <param name="RevokedAt">When sessions were last invalidated, rejected or removed.</param>
/// <param name="RemovedAt">When a pool last removed the tenant.</param>
internal readonly record struct RevocationMark(DateTimeOffset? RevokedAt, DateTimeOffset? RemovedAt)
{
    /// <summary>With one more: later moments count.</summary>
    public RevocationMark With(RoleSessionRevocation revocation) => new(
        Later(RevokedAt, revocation.RevokedAt), revocation.IsRemoval ? Later(RemovedAt, revocation.RevokedAt) : RemovedAt);

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset other) => known > other ? known.Value : other;
}
