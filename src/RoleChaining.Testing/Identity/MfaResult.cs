namespace RoleChaining.Testing;

/// <summary>What a device says of a code.</summary>
internal enum MfaResult
{
    Taken,

    /// <summary>It is no code of now, or it was used before.</summary>
    Wrong,

    /// <summary>The device takes no code for some minutes.</summary>
    Locked,
}
