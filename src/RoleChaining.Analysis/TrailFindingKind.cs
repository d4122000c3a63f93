namespace RoleChaining;

/// <summary>What is worth a look in a trail.</summary>
public enum TrailFindingKind
{
    /// <summary>A chain has more hops than expected.</summary>
    LongChain,

    /// <summary>No hop of a chain has a source identity, so that its last records do not say who stands behind them.</summary>
    NoSourceIdentity,

    /// <summary>The source identity is first set by a later hop, and so by a session and not by the person or program.</summary>
    LateSourceIdentity,

    /// <summary>A role was assumed by a user or role that is not in its account any more.</summary>
    GonePrincipal,

    /// <summary>A role was assumed by a role in a way that no configured chain has.</summary>
    UnknownHop,
}
