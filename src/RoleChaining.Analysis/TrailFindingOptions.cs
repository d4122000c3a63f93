namespace RoleChaining;

/// <summary>What a trail is compared with. Not thread-safe while it is set up.</summary>
public sealed class TrailFindingOptions
{
    /// <summary>How many hops a chain may have.</summary>
    /// <value>Default: 2.</value>
    public int MaxHops { get; set; } = 2;

    /// <summary>What the accounts have now. Principals of accounts that are not in it are not looked for.</summary>
    /// <value>Default: null.</value>
    public IamSnapshot? Iam { get; set; }

    /// <summary>The chains that applications are configured with.</summary>
    public IList<RoleChain> Chains { get; } = [];
}
