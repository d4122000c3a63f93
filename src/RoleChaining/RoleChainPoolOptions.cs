namespace RoleChaining;

/// <summary>How a pool is kept within bounds.</summary>
public sealed class RoleChainPoolOptions
{
    /// <summary>
    /// How many keys are kept. When there are more, the least recently used are let go first, except those with credentials or a client in
    /// use.
    /// </summary>
    /// <value>Default 10,000; at least 1.</value>
    public int Capacity { get; set; } = 10_000;

    /// <summary>How many keys <see cref="IRoleChainPool{TKey}.WarmUpAsync"/> warms at a time.</summary>
    /// <value>Default 50; at least 1.</value>
    public int WarmUpConcurrency { get; set; } = 50;

    /// <summary>How long the function that finds a key's hops may take.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan LookupTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
