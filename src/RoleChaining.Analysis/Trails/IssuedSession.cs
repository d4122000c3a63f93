namespace RoleChaining.Trails;

/// <summary>A session, and the one or two records of the call that issued it.</summary>
internal sealed class IssuedSession
{
    public required string Action { get; init; }

    /// <summary>Seconds since 1970, as all times here.</summary>
    public required long Time { get; init; }

    public required TrailCaller Caller { get; set; }

    public string? EventId { get; set; }

    /// <summary>The event id of the other account's record.</summary>
    public string? CopyEventId { get; private set; }

    public string? RequestId { get; init; }

    public string? SharedEventId { get; init; }

    public string? Region { get; init; }

    /// <summary>The account whose trail the record is of.</summary>
    public string? RecordedIn { get; set; }

    /// <summary>The role as records name it, with its path; null where none does.</summary>
    public string? NamedRole { get; set; }

    public string? RoleArn => NamedRole ?? TrailArn.Role(SessionArn);

    public string? SessionName { get; init; }

    public string? SessionArn { get; init; }

    public string? AssumedRoleId { get; init; }

    public string? AccessKeyId { get; init; }

    public long? Expires { get; init; }

    public string? SourceIdentity { get; init; }

    public string? Subject { get; init; }

    public string? Provider { get; init; }

    public string? Pod { get; init; }

    public string? UserAgent { get; set; }

    public string? SourceIpAddress { get; set; }

    /// <summary>Whether no record says that it was issued: it was only seen in use.</summary>
    public bool IsImplied { get; init; }

    /// <summary>The account of the session itself.</summary>
    public string? AccountId => TrailArn.Account(SessionArn) ?? TrailArn.Account(RoleArn) ?? RecordedIn;

    /// <summary>Adds the other account's record of the same call.</summary>
    public void Merge(IssuedSession copy)
    {
        CopyEventId = copy.EventId;
        NamedRole ??= copy.NamedRole;
        if (Caller.IsForeign && !copy.Caller.IsForeign)
        {
            (Caller, EventId, CopyEventId, RecordedIn) = (copy.Caller, copy.EventId, EventId, copy.RecordedIn);
            (UserAgent, SourceIpAddress) = (copy.UserAgent, copy.SourceIpAddress);
        }
    }
}
