namespace RoleChaining.Trails;

/// <summary>Who made a call, as its record says. Other accounts' callers are known by account and principal id alone.</summary>
internal sealed record TrailCaller
{
    public string? Type { get; init; }

    public string? PrincipalId { get; init; }

    public string? Arn { get; init; }

    public string? AccountId { get; init; }

    public string? AccessKeyId { get; init; }

    public string? UserName { get; init; }

    public string? InvokedBy { get; init; }

    public string? Provider { get; init; }

    /// <summary>When the caller's session began, in seconds since 1970.</summary>
    public long? CreationDate { get; init; }

    public string? SourceIdentity { get; init; }

    /// <summary>The role of the caller's session.</summary>
    public string? IssuerArn { get; init; }

    public string? FederatedProvider { get; init; }

    /// <summary>Whether the instance metadata of EC2 gave out the session.</summary>
    public bool IsInstance { get; init; }

    public bool IsConsole { get; init; }

    /// <summary>Whether the record is the role owner's copy, which does not say more of a foreign caller than its account.</summary>
    public bool IsForeign => Type == "AWSAccount";

    /// <summary>Whether the caller is a session, which something else has issued.</summary>
    public bool IsSession => Type is "AssumedRole" or "FederatedUser" or "Role"
        || (Type is "IAMUser" or "Root" && AccessKeyId is { } key && key.StartsWith("ASIA", StringComparison.Ordinal));

    public bool IsUser => Type is "IAMUser" or "Root";
}
