namespace RoleChaining;

/// <summary>
/// The plan of a chain: every rule that can be known before a call has been checked. Immutable; prints no secret.
/// </summary>
public sealed class RoleChain
{
    internal RoleChain()
    {
    }

    /// <summary>The hops in order; empty only when the source is used directly.</summary>
    public required IReadOnlyList<RoleHop> Hops { get; init; }

    /// <summary>The region whose STS is called; <see langword="null"/> leaves it to the AWS SDK.</summary>
    public string? Region { get; init; }

    /// <summary>The regions that take over while that of <see cref="Region"/> fails.</summary>
    public IReadOnlyList<string> FailoverRegions { get; init; } = [];

    /// <summary>The roles in order.</summary>
    public override string ToString() => Hops.Count == 0 ? "the source itself" : string.Join(" -> ", Hops.Select(hop => hop.RoleArn.ToString()));
}
