using RoleChaining.Sts;

namespace RoleChaining.Verifying;

/// <summary>How far a chain has been walked. Immutable, so that the chains of many tenants go on from one walk of their hub.</summary>
/// <param name="Hops">What was seen of the source and of the hops so far.</param>
/// <param name="Sessions">The sessions of the source and of the hops that work.</param>
internal sealed record ChainWalk(IReadOnlyList<VerifiedHop> Hops, IReadOnlyList<RoleSession> Sessions)
{
    public static readonly ChainWalk Start = new([], []);

    /// <summary>Whether a hop failed, so that the walk cannot go on.</summary>
    public bool HasFailed => Hops.Count > Sessions.Count;

    /// <summary>The walk with one hop more; a hop without a session ends it.</summary>
    public ChainWalk Add(VerifiedHop hop, RoleSession? session) =>
        new([.. Hops, hop], session is null ? Sessions : [.. Sessions, session]);
}
