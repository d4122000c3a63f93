namespace RoleChaining.Trails;

/// <summary>
/// Finds the session that made a call. A key id joins exactly. Role, session name and creation date join where there is no key to go by:
/// in the console, whose calls have keys of their own. What cannot be told apart is ambiguous, and never guessed.
/// </summary>
internal sealed class SessionJoins
{
    // Records have whole seconds, and the parts of a call may fall on both sides of one.
    private const long Tolerance = 1;

    // The longest session of a role is 12 hours, and of GetSessionToken 36.
    public const long LongestSession = 36 * 3600;

    private readonly ILookup<string, IssuedSession> _byKey;
    private readonly ILookup<string, IssuedSession> _byRoleId;

    public SessionJoins(IReadOnlyList<IssuedSession> issued)
    {
        _byKey = issued.Where(session => session.AccessKeyId is not null).ToLookup(session => session.AccessKeyId!, StringComparer.Ordinal);
        _byRoleId = issued.Where(session => session.AssumedRoleId is not null)
            .ToLookup(session => session.AssumedRoleId!, StringComparer.Ordinal);
    }

    /// <summary>The session behind a caller.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="time">When it called.</param>
    /// <param name="issues">The session that the call issued, which cannot be its own caller.</param>
    public CallerMatch Find(TrailCaller caller, long time, IssuedSession? issues = null)
    {
        if (caller.AccessKeyId is { } key)
        {
            IssuedSession[] ofKey = [.. _byKey[key].Where(session => session != issues)];
            List<IssuedSession> fitting = [.. ofKey.Where(session => Fits(session, caller, time))];
            if (fitting.Count > 0)
            {
                bool isSure = ofKey.Length == 1 || ofKey.Count(session => IsOfCaller(session, caller)) == 1;
                return CallerMatch.Of(fitting, isSure ? TrailLink.Exact : TrailLink.ByTime);
            }
        }

        return FindByRoleId(caller, time, issues);
    }

    private CallerMatch FindByRoleId(TrailCaller caller, long time, IssuedSession? issues)
    {
        if (caller.PrincipalId is not { } roleId)
        {
            return CallerMatch.Missing;
        }

        // A session with another key is another session, unless the console, or a service that calls in its caller's name, has a key of
        // its own.
        List<IssuedSession> fitting = [.. _byRoleId[roleId].Where(session => session != issues
            && Fits(session, caller, time)
            && (caller.AccessKeyId is null || caller.IsConsole || caller.InvokedBy is not null || session.AccessKeyId is null))];

        // Without a creation date, a session that the trail lacks may be the caller as well as the one that it has.
        return caller.CreationDate is null && fitting.Count > 0
            ? new CallerMatch(TrailLink.Ambiguous, null, fitting)
            : CallerMatch.Of(fitting, TrailLink.ByTime);
    }

    private static bool Fits(IssuedSession session, TrailCaller caller, long time) =>
        IsOfCaller(session, caller)
        && session.Time <= time + Tolerance
        && time <= (session.Expires ?? session.Time + LongestSession) + Tolerance;

    private static bool IsOfCaller(IssuedSession session, TrailCaller caller) =>
        (caller.PrincipalId is null || session.AssumedRoleId is null || caller.PrincipalId == session.AssumedRoleId)
        && (caller.CreationDate is not { } created || Math.Abs(created - session.Time) <= Tolerance);
}
