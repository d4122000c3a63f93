namespace RoleChaining.Testing;

/// <summary>How a service writes the path into the canonical request.</summary>
internal enum PathStyle
{
    /// <summary>Dot segments resolved, then encoded again: every service but S3.</summary>
    Normalized,

    /// <summary>As it stands, encoded again.</summary>
    Unnormalized,

    /// <summary>As it stands, encoded once: S3.</summary>
    DecodedOnce,
}
