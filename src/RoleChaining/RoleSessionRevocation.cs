namespace RoleChaining;

/// <summary>Sessions that were invalidated, rejected by a service or removed from a pool. Immutable; holds no secret.</summary>
public sealed class RoleSessionRevocation
{
    /// <summary>The access key id of the session that this process had; <see langword="null"/> where it had none.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>When that was, by the clock of STS: sessions issued before are revoked, whoever obtained them.</summary>
    public required DateTimeOffset RevokedAt { get; init; }

    /// <summary>Whether a pool removed the tenant whose sessions these are.</summary>
    public bool IsRemoval { get; init; }
}
