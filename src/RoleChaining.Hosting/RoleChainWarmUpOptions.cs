namespace RoleChaining;

/// <summary>How a chain or pool is warmed up when the host starts.</summary>
public sealed class RoleChainWarmUpOptions
{
    /// <summary>What the host does when the warm-up fails. A single tenant's failure never fails a pool's warm-up.</summary>
    /// <value>Default <see cref="RoleChainWarmUpFailure.Fail"/>.</value>
    public RoleChainWarmUpFailure OnFailure { get; set; } = RoleChainWarmUpFailure.Fail;

    /// <summary>How long the start of the host waits for the warm-up. After that the warm-up has failed.</summary>
    /// <value>Default <see langword="null"/>: as long as it takes: a minute at most for a chain, and longer with MFA, a
    /// <c>PropagationTimeout</c> or a session cache.</value>
    public TimeSpan? Timeout { get; set; }
}
