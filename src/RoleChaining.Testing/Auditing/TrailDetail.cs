namespace RoleChaining.Testing;

/// <summary>What CloudTrail records of a call beyond <see cref="StsCall"/>.</summary>
internal sealed record TrailDetail
{
    public Caller? Caller { get; init; }

    public LocalRole? Role { get; init; }

    /// <summary>The MFA device whose code came with the call.</summary>
    public string? MfaSerial { get; init; }

    public string? SourceIpAddress { get; init; }

    public string? UserAgent { get; init; }

    public int? PackedPolicySize { get; init; }

    /// <summary>The session's, set or inherited.</summary>
    public string? SourceIdentity { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public (string ProviderArn, string Audience, string Subject)? WebIdentity { get; init; }
}
