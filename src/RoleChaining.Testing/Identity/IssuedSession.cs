using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>
/// What the server remembers of a session. The token is kept as its hash: a session stays small, and a dump holds no token.
/// </summary>
internal sealed record IssuedSession
{
    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    public required byte[] TokenHash { get; init; }

    /// <summary>The role; null for GetSessionToken's.</summary>
    public LocalRole? Role { get; init; }

    /// <summary>The user of GetSessionToken's.</summary>
    public LocalUser? User { get; init; }

    public string? SessionName { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Passed and inherited ones.</summary>
    public SessionTags Tags { get; init; } = SessionTags.None;

    /// <summary>Those of <see cref="Tags"/> that the next session inherits.</summary>
    public SessionTags TransitiveTags { get; init; } = SessionTags.None;

    public string? SourceIdentity { get; init; }

    /// <summary>The inline session policy.</summary>
    public IamPolicy? Policy { get; init; }

    /// <summary>The managed session policies. They act as they are now, and not as they were when the session was issued.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    public DateTimeOffset? MultiFactorAt { get; init; }

    public string? FederatedProvider { get; init; }

    /// <summary>The key id alone: a record would print its secret.</summary>
    public override string ToString() => AccessKeyId;

    public bool HasToken(string token) =>
        CryptographicOperations.FixedTimeEquals(TokenHash, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
