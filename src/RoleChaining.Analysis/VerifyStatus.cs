namespace RoleChaining;

/// <summary>How a chain, or one hop of it, was found to be.</summary>
public enum VerifyStatus
{
    /// <summary>STS issued the session, and shows it as the one that was asked for.</summary>
    Ok,

    /// <summary>STS, or a rule of AWS, refused it: the same call fails again until something is changed.</summary>
    Denied,

    /// <summary>
    /// Nobody can tell: STS was out of reach, busy or silent, the source gave no credentials, a code of MFA was missing, or a hop
    /// before it failed. Never means denied.
    /// </summary>
    NotChecked,
}
