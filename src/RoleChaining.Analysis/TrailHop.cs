namespace RoleChaining;

/// <summary>A session of a chain: the call that issued it, and how its caller is known. Never a secret or a token.</summary>
public sealed record TrailHop
{
    internal TrailHop()
    {
    }

    /// <summary>The operation, such as <c>AssumeRole</c>.</summary>
    public required string Action { get; init; }

    /// <summary>When the session was issued, to the second.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it ended or ends; <see langword="null"/> where no record says so.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The role. Where no record names it, it is made of the session's ARN, which lacks the path of the role.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Whether <see cref="RoleArn"/> is made of the session's ARN.</summary>
    internal bool LacksPath { get; init; }

    /// <summary>The session's ARN.</summary>
    public string? SessionArn { get; init; }

    /// <summary>The session's name.</summary>
    public string? SessionName { get; init; }

    /// <summary>The role's unique id and the session name.</summary>
    public string? AssumedRoleId { get; init; }

    /// <summary>The key id that the session was issued with.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The key id that its issue was asked for with.</summary>
    public string? CallerAccessKeyId { get; init; }

    /// <summary>The caller's ARN, where the record has it.</summary>
    public string? CallerArn { get; init; }

    /// <summary>The source identity of the session.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>The account of the session.</summary>
    public string? AccountId { get; init; }

    /// <summary>The region whose STS was called.</summary>
    public string? Region { get; init; }

    /// <summary>The record; <see langword="null"/> where no record says that the session was issued.</summary>
    public string? EventId { get; init; }

    /// <summary>The request id that the caller was answered with.</summary>
    public string? RequestId { get; init; }

    /// <summary>How the caller is known.</summary>
    public required TrailLink Link { get; init; }

    /// <summary>The sessions that may be the caller, where <see cref="Link"/> does not say which.</summary>
    public IReadOnlyList<TrailCandidate> Candidates { get; init; } = [];
}
