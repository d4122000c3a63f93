namespace RoleChaining.Testing;

/// <summary>Who signed a request, as the rules see them.</summary>
internal sealed class Caller
{
    public required string AccessKeyId { get; init; }

    public required string Partition { get; init; }

    public required string AccountId { get; init; }

    /// <summary>As GetCallerIdentity says it: for a role, the session's.</summary>
    public required string Arn { get; init; }

    /// <summary>As <c>aws:PrincipalArn</c> says it: for a role, the role's own with its path.</summary>
    public required string PrincipalArn { get; init; }

    public required string UserId { get; init; }

    /// <summary><c>User</c>, <c>AssumedRole</c> or <c>Account</c> (the root user).</summary>
    public required string PrincipalType { get; init; }

    public string? UserName { get; init; }

    public bool IsRoot => PrincipalType == "Account";

    public bool IsRoleSession => PrincipalType == "AssumedRole";

    /// <summary>Anything but a user's long-term key, GetSessionToken's credentials too: what role chaining means by a chain.</summary>
    public bool IsTemporary => Session is not null;

    public IssuedSession? Session { get; init; }

    public IReadOnlyDictionary<string, string>? OwnTags { get; init; }

    public IReadOnlyList<IamPolicy> Policies { get; init; } = [];

    /// <summary>The permissions boundary; null where there is none.</summary>
    public IamPolicy? Boundary { get; init; }

    /// <summary>The organization of the accounts, with its control policies.</summary>
    public IamSnapshot? Organization { get; init; }

    public SessionTags TransitiveTags => Session?.TransitiveTags ?? SessionTags.None;

    /// <summary>The session policies; null where the session has none.</summary>
    public IReadOnlyList<IamPolicy>? SessionPolicies { get; init; }

    public string? SourceIdentity => Session?.SourceIdentity;

    public DateTimeOffset? MultiFactorAt => Session?.MultiFactorAt;

    public DateTimeOffset? IssuedAt => Session?.IssuedAt;

    /// <summary>What policies see of the caller.</summary>
    public RequestPrincipal Principal => field ??= new RequestPrincipal
    {
        Partition = Partition,
        AccountId = AccountId,
        Arn = Arn,
        PrincipalArn = PrincipalArn,
        UserId = UserId,
        PrincipalType = PrincipalType,
        UserName = UserName,
        Organization = Organization,
        IsTemporary = IsTemporary,
        SessionTags = Session?.Tags ?? SessionTags.None,
        TransitiveTags = TransitiveTags,
        OwnTags = OwnTags,
        SourceIdentity = SourceIdentity,
        MultiFactorAt = MultiFactorAt,
        IssuedAt = IssuedAt,
        FederatedProvider = Session?.FederatedProvider,
        ClaimKeys = Session?.ClaimKeys,
    };
}
