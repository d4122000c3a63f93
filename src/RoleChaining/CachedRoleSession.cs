namespace RoleChaining;

/// <summary>A session as a cache keeps it. It holds the keys: encrypt it at rest. Immutable; prints no secret.</summary>
public sealed class CachedRoleSession
{
    /// <summary>The access key id; no secret.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The secret access key.</summary>
    public required string SecretAccessKey { get; init; }

    /// <summary>The session token.</summary>
    public required string SessionToken { get; init; }

    /// <summary>When the session was issued, by the clock of STS.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it ends, by the clock of STS.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The account that the session is in.</summary>
    public string? AccountId { get; init; }

    /// <summary>The session's own ARN.</summary>
    public string? AssumedRoleArn { get; init; }

    /// <summary>STS's id of the request that issued it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The hop that the session is for, 1-based. It tells a person what is kept, and decides nothing.</summary>
    public int? HopNumber { get; init; }

    /// <summary>
    /// The profile whose chain the session was issued for; <see langword="null"/> for a chain that follows none. It tells a person what is
    /// kept, and decides nothing: other chains with this hop share the session.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>Who and until when; no secret.</summary>
    public override string ToString() => $"{AssumedRoleArn ?? AccessKeyId} until {ExpiresAt:O}";
}
