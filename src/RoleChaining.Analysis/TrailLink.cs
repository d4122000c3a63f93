namespace RoleChaining;

/// <summary>How surely the caller of a hop is known.</summary>
public enum TrailLink
{
    /// <summary>The record itself says who called, or by a key id that one session was issued with.</summary>
    Exact,

    /// <summary>
    /// By time: of several sessions with this key id, one was alive; or the session has the caller's role, session name and creation date,
    /// where the record has no key id to go by.
    /// </summary>
    ByTime,

    /// <summary>
    /// Several sessions fit, or one that cannot be told from others that the trail may lack: <see cref="TrailHop.Candidates"/>.
    /// </summary>
    Ambiguous,

    /// <summary>No record says who issued the caller's session.</summary>
    Missing,
}
