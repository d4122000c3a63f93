namespace RoleChaining.Trails;

/// <summary>Walks from a session back to its first link.</summary>
internal sealed class PathWalker(SessionJoins joins, IReadOnlyDictionary<string, string> users)
{
    // Files can be made in which sessions issue each other in a circle.
    private const int MaxHops = 100;

    public WalkedBack Walk(IssuedSession session)
    {
        WalkedBack walked = new();
        HashSet<IssuedSession> met = [];
        IssuedSession? current = session;
        while (current is not null && met.Add(current) && met.Count <= MaxHops)
        {
            current = Step(walked, current);
        }

        if (current is not null)
        {
            walked.Gaps.Add(Gap(current.AccountId, current.Time, current.Time, "its records go round in a circle"));
        }

        walked.Hops.Reverse();
        walked.Gaps.Reverse();
        walked.Source ??= new TrailSource { Kind = TrailSourceKind.Unknown, Name = "?" };
        return walked;
    }

    /// <summary>Adds a hop.</summary>
    /// <returns>The session that called for it; <see langword="null"/> where it was no session, or is not known.</returns>
    private IssuedSession? Step(WalkedBack walked, IssuedSession session)
    {
        TrailCaller caller = session.Caller;
        if (session.IsImplied)
        {
            // Where a service or a portal gave out the session, its own words name who uses it.
            walked.Source = SourceFinder.FindByUse(caller);
            if (walked.Source is null)
            {
                long from = caller.CreationDate ?? session.Time - SessionJoins.LongestSession;
                walked.Gaps.Add(Gap(session.AccountId, from, session.Time, $"who was given the session {session.SessionArn}"));
            }

            walked.Hops.Add(Hop(session, walked.Source is null ? TrailLink.Missing : TrailLink.Exact, []));
            return null;
        }

        walked.Source = SourceFinder.Find(session);
        if (walked.Source is not null)
        {
            walked.Hops.Add(Hop(session, TrailLink.Exact, []));
            return null;
        }

        if (caller is { IsUser: true, IsSession: false })
        {
            walked.Source = SourceFinder.Find(caller, session);
            walked.Hops.Add(Hop(session, TrailLink.Exact, []));
            return null;
        }

        return StepToSession(walked, session, joins.Find(caller, session.Time, session));
    }

    private IssuedSession? StepToSession(WalkedBack walked, IssuedSession session, CallerMatch match)
    {
        TrailCaller caller = session.Caller;
        if (match.Session is null && caller.IsUser)
        {
            // The identity of a user does not change with a key of GetSessionToken or of the console.
            walked.Source = SourceFinder.Find(caller, session);
            walked.Hops.Add(Hop(session, TrailLink.Exact, []));
            return null;
        }

        walked.Hops.Add(Hop(session, match.Link, match.Candidates));
        if (match.Session is not null)
        {
            return match.Session;
        }

        if (caller.IsForeign)
        {
            AddForeign(walked, session);
            return null;
        }

        if (match.Link == TrailLink.Ambiguous)
        {
            return null;
        }

        // The caller's session is known by its use alone.
        walked.Hops[^1] = walked.Hops[^1] with { Link = TrailLink.Exact };
        return Imply(caller, session.Time, session.RecordedIn);
    }

    /// <summary>The session of a caller that no record issues.</summary>
    public static IssuedSession Imply(TrailCaller caller, long used, string? recordedIn) => new()
    {
        Action = "AssumeRole",
        Time = caller.CreationDate ?? used,
        Caller = caller,
        RecordedIn = recordedIn,
        NamedRole = caller.IssuerArn,
        SessionName = TrailArn.Name(caller.Arn),
        SessionArn = caller.Arn,
        AssumedRoleId = caller.PrincipalId,
        AccessKeyId = caller.AccessKeyId,
        SourceIdentity = caller.SourceIdentity,
        IsImplied = true,
    };

    private void AddForeign(WalkedBack walked, IssuedSession session)
    {
        TrailCaller caller = session.Caller;
        walked.Gaps.Add(Gap(
            caller.AccountId, session.Time, session.Time, $"the caller's record of {session.Action} to {session.RoleArn}"));
        bool isUser = users.TryGetValue(caller.PrincipalId ?? "", out string? arn);
        walked.Source = new TrailSource
        {
            Kind = isUser ? TrailSourceKind.User : TrailSourceKind.Account,
            Name = arn ?? caller.PrincipalId ?? caller.AccountId ?? "?",
            AccountId = caller.AccountId,
            SourceIpAddress = session.SourceIpAddress,
            UserAgent = session.UserAgent,
        };
    }

    private static TrailGap Gap(string? accountId, long from, long to, string reason) =>
        new(accountId, EventTimes.ToTime(from), EventTimes.ToTime(to), reason);

    public static TrailHop Hop(IssuedSession session, TrailLink link, IReadOnlyList<IssuedSession> candidates) => new()
    {
        Action = session.Action,
        IssuedAt = EventTimes.ToTime(session.Time),
        ExpiresAt = session.Expires is { } expires ? EventTimes.ToTime(expires) : null,
        RoleArn = session.RoleArn,
        LacksPath = session.NamedRole is null,
        SessionArn = session.SessionArn,
        SessionName = session.SessionName,
        AssumedRoleId = session.AssumedRoleId,
        AccessKeyId = session.AccessKeyId,
        CallerAccessKeyId = session.IsImplied ? null : session.Caller.AccessKeyId,
        CallerArn = session.IsImplied ? null : session.Caller.Arn,
        SourceIdentity = session.SourceIdentity,
        AccountId = session.AccountId,
        Region = session.Region,
        EventId = session.EventId,
        RequestId = session.RequestId,
        Link = link,
        Candidates = [.. candidates.Select(candidate => new TrailCandidate(
            candidate.SessionArn, candidate.AccessKeyId, EventTimes.ToTime(candidate.Time), candidate.EventId))],
    };
}
