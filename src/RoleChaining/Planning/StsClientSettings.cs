namespace RoleChaining.Planning;

/// <summary>How the clients of STS reach it, besides the region. What is null is left to the AWS SDK.</summary>
internal sealed record StsClientSettings
{
    /// <summary>An address in place of the region's own.</summary>
    public string? Endpoint { get; init; }

    public bool? UseFipsEndpoint { get; init; }

    public bool? UseDualStackEndpoint { get; init; }

    /// <summary>A PEM file with the only certificate authorities to trust.</summary>
    public string? CaBundle { get; init; }

    /// <summary>
    /// Everything that environment and profile say has been read. The AWS SDK reads the same settings of another profile, that of
    /// AWS_PROFILE or the default one, so it must not look for them.
    /// </summary>
    public bool IsComplete { get; init; }
}
