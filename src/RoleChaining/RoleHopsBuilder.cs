namespace RoleChaining;

/// <summary>
/// The hops that a pool's tenant function adds behind the pool's hub. It has hops and nothing else, because the source, the region and all
/// other settings are those of the hub. Not thread-safe. Hops that are added after the tenant function has ended count for nothing.
/// </summary>
public sealed class RoleHopsBuilder
{
    private readonly List<RoleHopOptions> _hops = [];

    internal RoleHopsBuilder()
    {
    }

    /// <summary>A copy, so that the tenant function cannot change them later.</summary>
    internal IReadOnlyList<RoleHopOptions> Hops => [.. _hops.Select(hop => hop.Copy())];

    /// <summary>
    /// Adds a hop: the role that is assumed with the session of the hop before. See
    /// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</see>.
    /// </summary>
    /// <param name="roleArn">The role, such as <c>arn:aws:iam::333333333333:role/Tenant</c>. It is checked when the chain is made.</param>
    /// <param name="configure">Sets the hop's other options.</param>
    /// <returns>This builder.</returns>
    public RoleHopsBuilder AssumeRole(string roleArn, Action<RoleHopOptions>? configure = null)
    {
        RoleHopOptions hop = new() { RoleArn = roleArn };
        configure?.Invoke(hop);
        _hops.Add(hop);
        return this;
    }
}
