namespace RoleChaining.Trails;

/// <summary>The session that made a call, or those that may have.</summary>
internal readonly record struct CallerMatch(TrailLink Link, IssuedSession? Session, IReadOnlyList<IssuedSession> Candidates)
{
    public static readonly CallerMatch Missing = new(TrailLink.Missing, null, []);

    public static CallerMatch Of(List<IssuedSession> fitting, TrailLink link) => fitting switch
    {
        [] => Missing,
        [var only] => new(link, only, []),
        _ => new(TrailLink.Ambiguous, null, fitting),
    };
}
