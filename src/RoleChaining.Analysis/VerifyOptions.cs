namespace RoleChaining;

/// <summary>What is verified besides the chain itself. Each costs calls of its own, and a hop with MFA is left out of them.</summary>
public sealed class VerifyOptions
{
    /// <summary>
    /// Whether each role with an external id is denied without it: one call a role. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html">the confused deputy</see>.
    /// </summary>
    public bool ExternalIdEnforced { get; set; }

    /// <summary>
    /// Whether the source can assume the last role itself, without the hops between: one call. A chain without hops has no such role.
    /// </summary>
    public bool Direct { get; set; }

    /// <summary>
    /// How long the sessions of each role could last, in whole hours: no call where the caller is a session, which AWS limits to one hour,
    /// and five at most elsewhere.
    /// </summary>
    public bool MaxDuration { get; set; }
}
