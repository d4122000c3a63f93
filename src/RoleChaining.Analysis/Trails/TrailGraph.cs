namespace RoleChaining.Trails;

/// <summary>The sessions of a trail: which issued which, and what each did. Immutable.</summary>
internal sealed class TrailGraph
{
    private readonly TrailCollector _collector;
    private readonly SessionJoins _joins;
    private readonly PathWalker _walker;
    private readonly Dictionary<IssuedSession, List<KeyUse>> _uses = [];
    private readonly ILookup<IssuedSession, IssuedSession> _issuedBy;
    private readonly ILookup<string, IssuedSession> _issuedByKey;

    public TrailGraph(TrailCollector collector)
    {
        _collector = collector;
        IssuedSession[] issued = [.. WithoutSwitches(collector.Issued).OrderBy(session => session.Time)];
        _joins = new SessionJoins(issued);
        _walker = new PathWalker(_joins, collector.Users);
        List<IssuedSession> sessions = [.. issued];
        foreach (KeyUse use in collector.Uses)
        {
            if (use.Caller.IsSession)
            {
                AddUse(sessions, use);
            }
            else
            {
                OwnUses.Add(use);
            }
        }

        Sessions = sessions;
        _issuedBy = issued.Select(session => (session, parent: FindCaller(session)))
            .Where(pair => pair.parent is not null)
            .ToLookup(pair => pair.parent!, pair => pair.session);
        _issuedByKey = issued.Where(session => session.Caller is { IsUser: true, AccessKeyId: not null })
            .ToLookup(session => session.Caller.AccessKeyId!, StringComparer.Ordinal);
    }

    /// <summary>Those that records issue, and those that were only seen in use.</summary>
    public IReadOnlyList<IssuedSession> Sessions { get; }

    /// <summary>What was done by no session: with long-term keys, and by users in the console.</summary>
    public List<KeyUse> OwnUses { get; } = [];

    /// <summary>Where a use fits several sessions: the use, and the sessions.</summary>
    public List<(KeyUse Use, CallerMatch Match)> Ambiguous { get; } = [];

    public IReadOnlyList<KeyUse> UsesOf(IssuedSession session) => _uses.GetValueOrDefault(session) ?? [];

    public TrailPath PathTo(IssuedSession session)
    {
        WalkedBack walked = _walker.Walk(session);
        return new TrailPath(walked.Source!, walked.Hops, walked.Gaps, Activity(UsesOf(session)), Onward(_issuedBy[session]));
    }

    /// <summary>A long-term key: its user is the source, and there is no hop.</summary>
    public TrailPath PathOf(IEnumerable<KeyUse> uses)
    {
        KeyUse[] all = [.. uses];
        TrailCaller caller = all[0].Caller;
        TrailSource source = SourceFinder.Find(caller, session: null)
            ?? new TrailSource
            {
                Kind = TrailSourceKind.Unknown, Name = caller.Arn ?? caller.PrincipalId ?? "?", AccountId = caller.AccountId,
            };
        return new TrailPath(source, [], [], Activity(all), Onward(_issuedByKey[caller.AccessKeyId ?? ""]));
    }

    /// <summary>A session whose calls fit several issues, because a key id recurs.</summary>
    public TrailPath PathOf(KeyUse use, CallerMatch match)
    {
        IssuedSession session = PathWalker.Imply(use.Caller, use.FirstSeen, use.RecordedIn);
        TrailHop hop = PathWalker.Hop(session, TrailLink.Ambiguous, match.Candidates);
        return new TrailPath(
            new TrailSource { Kind = TrailSourceKind.Unknown, Name = "?" }, [hop], [], Activity([use]), []);
    }

    private void AddUse(List<IssuedSession> sessions, KeyUse use)
    {
        CallerMatch match = _joins.Find(use.Caller, use.FirstSeen);
        IssuedSession? session = match.Session;
        if (session is not null && use.LastSeen != use.FirstSeen && _joins.Find(use.Caller, use.LastSeen).Session is { } last
            && last != session)
        {
            match = new CallerMatch(TrailLink.Ambiguous, null, [session, last]);
        }

        if (match.Link == TrailLink.Ambiguous)
        {
            Ambiguous.Add((use, match));
            return;
        }

        if (session is null)
        {
            if (use.Caller.IsUser)
            {
                OwnUses.Add(use);
                return;
            }

            sessions.Add(session = PathWalker.Imply(use.Caller, use.FirstSeen, use.RecordedIn));
        }

        // Some services' records of an issue do not name the role, and its first call does.
        if (session.NamedRole is null && TrailArn.IsOfRole(session.SessionArn, use.Caller.IssuerArn))
        {
            session.NamedRole = use.Caller.IssuerArn;
        }

        if (!_uses.TryGetValue(session, out List<KeyUse>? uses))
        {
            _uses[session] = uses = [];
        }

        uses.Add(use);
    }

    private IssuedSession? FindCaller(IssuedSession session) =>
        SourceFinder.Find(session) is null && session.Caller.IsSession ? _joins.Find(session.Caller, session.Time, session).Session : null;

    /// <summary>A change of role in the console is an AssumeRole of the caller's account as well, which says more.</summary>
    private static IEnumerable<IssuedSession> WithoutSwitches(IReadOnlyList<IssuedSession> issued)
    {
        ILookup<string, long> assumed =
            issued.Where(session => session is { AssumedRoleId: not null, Action: not TrailCollector.SwitchRole })
            .ToLookup(session => session.AssumedRoleId!, session => session.Time);
        return issued.Where(session => session.Action != TrailCollector.SwitchRole
            || !assumed[session.AssumedRoleId ?? ""].Any(time => Math.Abs(time - session.Time) <= 2));
    }

    private List<TrailHop> Onward(IEnumerable<IssuedSession> first)
    {
        List<TrailHop> hops = [];
        HashSet<IssuedSession> met = [];
        Queue<IssuedSession> next = new(first);
        while (next.TryDequeue(out IssuedSession? session))
        {
            if (met.Add(session))
            {
                hops.Add(PathWalker.Hop(session, TrailLink.Exact, []));
                foreach (IssuedSession further in _issuedBy[session])
                {
                    next.Enqueue(further);
                }
            }
        }

        return hops;
    }

    private TrailActivity Activity(IReadOnlyList<KeyUse> uses)
    {
        TrailCall[] calls =
        [
            .. uses.SelectMany(use => use.Calls)
                .GroupBy(call => call.Kind, call => call.Count)
                .Select(calls => (Kind: _collector.Calls[calls.Key], Count: calls.Sum()))
                .OrderByDescending(call => call.Count)
                .ThenBy(call => call.Kind.Service, StringComparer.Ordinal)
                .ThenBy(call => call.Kind.Action, StringComparer.Ordinal)
                .Select(call => new TrailCall(call.Kind.Service, call.Kind.Action, call.Kind.ErrorCode, call.Count)),
        ];
        long count = uses.Sum(use => use.Count);
        return new TrailActivity(
            count,
            count == 0 ? null : EventTimes.ToTime(uses.Min(use => use.First)),
            count == 0 ? null : EventTimes.ToTime(uses.Max(use => use.Last)),
            calls);
    }
}
