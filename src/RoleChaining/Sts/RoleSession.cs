using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>
/// One set of keys with its life and identity: what STS issued for a hop, or what a source gave. Immutable, so that key and token always
/// belong together. The times are this machine's, corrected for the difference between its clock and the server's.
/// </summary>
internal sealed class RoleSession
{
    public RoleSession(ImmutableCredentials credentials, DateTimeOffset issuedAt, DateTimeOffset? expiresAt)
    {
        Credentials = credentials;
        CredentialsTask = Task.FromResult(credentials);
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt ?? DateTimeOffset.MaxValue;
    }

    public ImmutableCredentials Credentials { get; }

    /// <summary>Made once per session, so that a warm asynchronous read allocates nothing.</summary>
    public Task<ImmutableCredentials> CredentialsTask { get; }

    /// <summary>When the request for the session was sent.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary><see cref="DateTimeOffset.MaxValue"/> when the session does not expire, or when its expiry is unknown.</summary>
    public DateTimeOffset ExpiresAt { get; }

    public bool HasKnownExpiry => ExpiresAt != DateTimeOffset.MaxValue;

    /// <summary>The server's clock less this machine's when the session was issued; zero where the server did not tell its time.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>The session's own ARN; unknown for most sources.</summary>
    public string? AssumedRoleArn { get; init; }

    /// <summary>The role's unique id and the session's name, <c>AROA...:SESSION</c>, by which policies and CloudTrail know it.</summary>
    public string? AssumedRoleId { get; init; }

    /// <summary>The source identity that STS reported.</summary>
    public string? SourceIdentity { get; init; }

    public string? RequestId { get; init; }

    /// <summary>
    /// Who the source was that it was obtained by, as the keys of shared sessions have it; no secret. Null where no source is known.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>The identity alone, never the keys.</summary>
    public override string ToString() => AssumedRoleArn ?? Credentials.AccessKey;
}
