using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>What a cache has for a hop, after it was checked; all null where it has nothing.</summary>
/// <param name="Session">With times of this machine's clock.</param>
/// <param name="RevokedAt">By this machine's clock.</param>
/// <param name="RemovedAt">When another process last removed the tenant, by STS's clock.</param>
internal readonly record struct FoundSession(RoleSession? Session, DateTimeOffset? RevokedAt, DateTimeOffset? RemovedAt)
{
    public override string ToString() => $"{Session}"; // a session prints no secret
}
