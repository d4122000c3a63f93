namespace RoleChaining.Sessions;

/// <summary>Where the sessions of a node come from: STS, or the credentials that a chain starts with.</summary>
internal interface ISessionIssuer
{
    /// <summary>0 is the source.</summary>
    int HopNumber { get; }

    /// <summary>The hop; null for the source.</summary>
    RoleHop? Hop { get; }

    /// <summary>The node whose session signs; null for the source.</summary>
    SessionNode? Parent => null;

    /// <summary>
    /// Who the source is, where that is known without reading it; no secret. Null for one whose access key id tells, and for hops.
    /// </summary>
    string? Identity => null;

    /// <summary>How long one issue may take, that of the sessions it needs first included.</summary>
    TimeSpan Timeout { get; }

    /// <summary>Obtains a new session.</summary>
    /// <param name="background">Nobody waits: one attempt, and what the session is signed with is renewed first where that is wise.</param>
    /// <param name="async">False runs wholly on the caller's thread and returns a completed task.</param>
    /// <exception cref="SessionFailedException">There is none to be had.</exception>
    ValueTask<RoleSession> IssueAsync(bool background, bool async, CancellationToken cancellationToken);

    /// <summary>The session was refused: forget what is remembered of it elsewhere.</summary>
    void Forget(RoleSession session);
}
