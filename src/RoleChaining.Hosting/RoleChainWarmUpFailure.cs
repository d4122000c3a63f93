namespace RoleChaining;

/// <summary>What the host does when a warm-up fails.</summary>
public enum RoleChainWarmUpFailure
{
    /// <summary>The host does not start.</summary>
    Fail,

    /// <summary>The host starts and logs a warning. Requests try again, and health checks report the failure.</summary>
    Degrade,
}
