using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>What STS issued. Its times are the local clock's, corrected for the difference between it and the server's.</summary>
internal sealed class StsSession
{
    public required ImmutableCredentials Credentials { get; init; }

    /// <summary>When the request was sent.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>IssuedAt + (Expiration - the response's Date), never later than IssuedAt + the requested duration.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required string AssumedRoleArn { get; init; }

    public string? SourceIdentity { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The identity alone: never the keys.</summary>
    public override string ToString() => $"{AssumedRoleArn} until {ExpiresAt:O}";
}
