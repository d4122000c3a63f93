namespace RoleChaining;

/// <summary>What a <see cref="VerifyCheck"/> is about.</summary>
public enum VerifyCheckKind
{
    /// <summary>A role must be denied without its external id.</summary>
    ExternalIdEnforced,

    /// <summary>The source tried the last role itself.</summary>
    Direct,

    /// <summary>How long a role's sessions could last.</summary>
    MaxDuration,
}
