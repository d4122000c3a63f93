namespace RoleChaining;

/// <summary>How a pool is kept within bounds.</summary>
public sealed class RoleChainPoolOptions
{
    /// <summary>
    /// How many keys are kept. When there are more, the least recently used are let go first, except those with credentials or a client in
    /// use.
    /// </summary>
    /// <value>Default 10,000; at least 1.</value>
    public int Capacity { get; set; } = RoleChainDefaults.PoolCapacity;

    /// <summary>How many keys <see cref="IRoleChainPool{TKey}.WarmUpAsync"/> warms at a time.</summary>
    /// <value>Default 50; at least 1.</value>
    public int WarmUpConcurrency { get; set; } = RoleChainDefaults.WarmUpConcurrency;

    /// <summary>How long the function that finds a key's hops may take.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan LookupTimeout { get; set; } = RoleChainDefaults.LookupTimeout;
}
