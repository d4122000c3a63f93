namespace RoleChaining;

/// <summary>What becomes of the host's start when a warm-up fails.</summary>
public enum RoleChainWarmUpFailure
{
    /// <summary>The host does not start.</summary>
    Fail,

    /// <summary>The host starts, with a warning; requests try again, and health checks tell.</summary>
    Degrade,
}
