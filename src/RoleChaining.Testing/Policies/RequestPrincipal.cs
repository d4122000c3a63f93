namespace RoleChaining.Testing;

/// <summary>
/// Who makes a request, as policies see it:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
/// </summary>
internal sealed class RequestPrincipal
{
    public required string Partition { get; init; }

    public required string AccountId { get; init; }

    /// <summary>As GetCallerIdentity returns it: for a role, the session's.</summary>
    public required string Arn { get; init; }

    /// <summary>As in <c>aws:PrincipalArn</c>: for a role, the role's own with its path. A web identity has none.</summary>
    public required string? PrincipalArn { get; init; }

    public required string UserId { get; init; }

    /// <summary>The organization of the accounts, with its control policies.</summary>
    public IamSnapshot? Organization { get; init; }

    /// <summary><c>User</c>, <c>AssumedRole</c>, <c>FederatedUser</c> or <c>Account</c> (the root user).</summary>
    public required string PrincipalType { get; init; }

    public string? UserName { get; init; }

    /// <summary>For the evaluator.</summary>
    public IamPrincipal Iam => field ??= new IamPrincipal
    {
        Type = IsWebIdentity ? IamPrincipalType.WebIdentity : Enum.Parse<IamPrincipalType>(PrincipalType),
        Arn = Arn,
        PrincipalArn = PrincipalArn ?? Arn,
        AccountId = AccountId,
        Partition = Partition,
    };

    /// <summary>The bearer of a token. <see cref="Arn"/> is the provider's.</summary>
    public bool IsWebIdentity { get; init; }

    public bool IsRoleSession => PrincipalType == "AssumedRole";

    /// <summary>Anything but a user's long-term key.</summary>
    public bool IsTemporary { get; init; }

    public SessionTags SessionTags { get; init; } = SessionTags.None;

    /// <summary>Those session tags that the next session inherits.</summary>
    public SessionTags TransitiveTags { get; init; } = SessionTags.None;

    public IReadOnlyDictionary<string, string>? OwnTags { get; init; }

    public string? SourceIdentity { get; init; }

    public DateTimeOffset? MultiFactorAt { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    public string? FederatedProvider { get; init; }

    /// <summary>The condition keys that a session keeps of its token's claims.</summary>
    public IReadOnlyDictionary<string, IamContextValue>? ClaimKeys { get; init; }

    /// <summary>A principal tag: the session's, which overrides the role's own.</summary>
    public string? FindTag(string key) => SessionTags.Find(key)
        ?? OwnTags?.FirstOrDefault(tag => string.Equals(tag.Key, key, StringComparison.OrdinalIgnoreCase)).Value;
}
