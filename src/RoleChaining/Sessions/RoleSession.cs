using Amazon.Runtime;

namespace RoleChaining.Sessions;

/// <summary>What a node hands out: one set of keys with its life and identity. Immutable, so that key and token always belong together.</summary>
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

    public DateTimeOffset IssuedAt { get; }

    /// <summary><see cref="DateTimeOffset.MaxValue"/> when the session does not expire or nobody knows when.</summary>
    public DateTimeOffset ExpiresAt { get; }

    public bool HasKnownExpiry => ExpiresAt != DateTimeOffset.MaxValue;

    /// <summary>The session's own ARN; unknown for most sources.</summary>
    public string? AssumedRoleArn { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The identity alone: never the keys.</summary>
    public override string ToString() => AssumedRoleArn ?? Credentials.AccessKey;
}
