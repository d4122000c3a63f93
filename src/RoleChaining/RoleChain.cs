using RoleChaining.Profiles;

namespace RoleChaining;

/// <summary>
/// The plan of a chain: every rule that can be known before a call has been checked. Immutable; prints no secret.
/// </summary>
public sealed class RoleChain
{
    internal RoleChain()
    {
    }

    /// <summary>The chain's name in its container; empty for the unnamed one and for a chain that code built.</summary>
    public string Name { get; init; } = "";

    /// <summary>The pool's tenant, where the pool describes its tenants; else <see langword="null"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>The hops in order; empty only when the source is used directly.</summary>
    public required IReadOnlyList<RoleHop> Hops { get; init; }

    /// <summary>The region whose STS is called; <see langword="null"/> leaves it to the AWS SDK.</summary>
    public string? Region { get; init; }

    /// <summary>The regions that take over while that of <see cref="Region"/> fails.</summary>
    public IReadOnlyList<string> FailoverRegions { get; init; } = [];

    /// <summary>
    /// The chain as profiles for <c>~/.aws/config</c>, one per hop, so that the AWS CLI and other SDKs can walk it. It holds the external
    /// ids, which those files need: treat it like the chain.
    /// </summary>
    /// <param name="profileName">The name of the last hop's profile; the hops before it get a number behind it.</param>
    /// <param name="sourceProfile">The profile that has the chain's first credentials.</param>
    /// <exception cref="ArgumentException">The two names are the same, or not names of profiles.</exception>
    /// <exception cref="InvalidOperationException">
    /// A hop has what no profile can say: session policies, contexts, or a tag with <c>=</c> in its key or a blank at an end. Or there is no
    /// hop.
    /// </exception>
    public string ToProfiles(string profileName, string sourceProfile = "default")
    {
        ProfileWriter.CheckNames(profileName, sourceProfile);
        return ProfileWriter.Write(this, profileName, sourceProfile);
    }

    /// <summary>The roles in order.</summary>
    public override string ToString() =>
        Hops.Count == 0 ? "the source itself" : string.Join(" -> ", Hops.Select(hop => hop.RoleArn.ToString()));
}
