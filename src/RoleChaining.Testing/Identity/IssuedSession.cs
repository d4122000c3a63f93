using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>
/// What the server remembers of a session. The token is kept as its hash: a session stays small, and a dump holds no token.
/// </summary>
internal sealed record IssuedSession
{
    // A policy that was read takes eight times its text, and a session alone less than two kibibytes.
    private const int PolicyCharacters = 256;

    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    public required byte[] TokenHash { get; init; }

    /// <summary>The role; null for GetSessionToken's.</summary>
    public LocalRole? Role { get; init; }

    /// <summary>The user of GetSessionToken's.</summary>
    public LocalUser? User { get; init; }

    public string? SessionName { get; init; }

    /// <summary>A user's long-term key has obtained it by AssumeRole.</summary>
    public bool IsOfLongTermKey { get; init; }

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

    /// <summary>The condition keys of the web identity token that its calls have; null for other sessions.</summary>
    public IReadOnlyDictionary<string, IamContextValue>? ClaimKeys { get; init; }

    /// <summary>What it takes to keep, where a session without a policy takes 1.</summary>
    public int Weight => 1 + ((Policy?.Text.Length ?? 0) / PolicyCharacters);

    /// <summary>The key id alone: a record would print its secret.</summary>
    public override string ToString() => AccessKeyId;

    public bool HasToken(string token) =>
        CryptographicOperations.FixedTimeEquals(TokenHash, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
