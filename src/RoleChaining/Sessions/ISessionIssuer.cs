using RoleChaining.Diagnostics;
using RoleChaining.Sts;

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
    /// Who the source is, where something other than its access key id proves it; no secret. Null for hops and for other sources.
    /// </summary>
    ValueTask<string?> FindIdentityAsync(bool async, CancellationToken cancellationToken) => default;

    /// <summary>
    /// The key of the hop's sessions in a cache; null for the source, and where only the source's own credentials would tell it.
    /// </summary>
    ValueTask<string?> FindCacheKeyAsync(bool async, CancellationToken cancellationToken) => default;

    /// <summary>Who ends when another process removes the tenant whose session this is; null where no other process would tell.</summary>
    RemovalWatch? Removal => null;

    /// <summary>
    /// Tells other processes that a tenant was removed whose session this is. It stays here, because another chain uses it. Does not wait.
    /// </summary>
    void TellRemoved()
    {
    }

    /// <summary>How long obtaining one session may take, including the sessions that are needed first.</summary>
    TimeSpan Timeout { get; }

    /// <summary>Obtains a new session.</summary>
    /// <param name="background">No reader waits: one attempt, and a caller that would not outlive the session is renewed first.</param>
    /// <param name="minimumLifetime">A session that was issued before must last so long at least.</param>
    /// <param name="async">False runs wholly on the caller's thread and returns a completed task.</param>
    /// <exception cref="HopFailedException">There is none.</exception>
    ValueTask<RoleSession> IssueAsync(bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken);

    /// <summary>
    /// The session was invalidated, rejected or removed: forget what is kept of it elsewhere, and take over no session that was issued
    /// before this moment. Does not wait.
    /// </summary>
    /// <param name="session">The session; null when there was none.</param>
    /// <param name="reason">Why.</param>
    void Forget(RoleSession? session, ForgetReason reason);
}
