using System.Diagnostics.CodeAnalysis;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sessions;

/// <summary>
/// The sessions of a hop from a cache that processes share. STS is asked where the cache has none: one process refreshes, and the others
/// wait for the session that it stores.
/// </summary>
internal sealed class CachedIssuer(HopIssuer hop, SafeSessionCache cache, SessionContext context) : ISessionIssuer
{
    private const long Never = long.MinValue;

    // A person is asked for a code while the lock is held: for this hop, or for a hop before it that has no session.
    private readonly bool _asksPerson = hop.Hop.MfaTokenProvider is not null || hop.Parent.Issuer is CachedIssuer { _asksPerson: true };

    // When the newest session was issued that the node has had, by STS's clock. Whatever the cache gives later, the node does not go back.
    private long _newest;

    // The key of the last lookup: removals do not wait for the source.
    private volatile string? _key;

    // When a session was last invalidated, rejected or removed. No session is taken over that was issued before.
    private long _forgottenAt = Never;

    public int HopNumber => hop.HopNumber;

    public RoleHop Hop => hop.Hop;

    public SessionNode Parent => hop.Parent;

    public TimeSpan Timeout => hop.Timeout + SafeSessionCache.LongestDelay(_asksPerson);

    public async ValueTask<RoleSession> IssueAsync(
        bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        string key = _key = await hop.CacheKeyAsync(async, cancellationToken).ConfigureAwait(false);
        RoleSession? held = await LookAsync(key, async, cancellationToken).ConfigureAwait(false);
        if (IsFresh(held, minimumLifetime))
        {
            return Give(held, "hit");
        }

        IAsyncDisposable? taken = await cache.LockAsync(key, _asksPerson, async, cancellationToken).ConfigureAwait(false);
        try
        {
            // The process that had the lock before has very likely stored the session.
            held = taken is null ? held : await LookAsync(key, async, cancellationToken).ConfigureAwait(false);
            if (IsFresh(held, minimumLifetime))
            {
                return Give(held, "hit");
            }

            RoleSession issued = await hop.IssueAsync(background, minimumLifetime, async, cancellationToken).ConfigureAwait(false);
            await cache.SetAsync(key, issued, HopNumber, async, cancellationToken).ConfigureAwait(false);
            return Give(issued, "miss");
        }
        catch (HopFailedException e) when (e.Failure.IsTransient && IsValid(held) && minimumLifetime == TimeSpan.Zero)
        {
            return Give(held, "due");
        }
        finally
        {
            await cache.ReleaseAsync(taken, async).ConfigureAwait(false);
        }
    }

    public ValueTask<string?> FindCacheKeyAsync(bool async, CancellationToken cancellationToken) =>
        hop.FindCacheKeyAsync(async, cancellationToken);

    public void Forget(RoleSession? session)
    {
        Volatile.Write(ref _forgottenAt, context.Clock.GetTimestamp());
        if (session is not null && _key is { } key)
        {
            context.RunInBackground(async => cache.RemoveAsync(key, session.Credentials.AccessKey, async).AsTask());
        }

        hop.Forget(session);
    }

    private async ValueTask<RoleSession?> LookAsync(string key, bool async, CancellationToken cancellationToken)
    {
        long forgottenAt = Volatile.Read(ref _forgottenAt);
        if (forgottenAt != Never && hop.ClockOffset is null)
        {
            // The sessions in the cache have STS's times. Before STS has answered once, "after that" cannot be told by this machine's clock.
            return null;
        }

        RoleSession? held = await cache.GetAsync(key, hop.Hop, hop.ClockOffset ?? TimeSpan.Zero, async, cancellationToken)
            .ConfigureAwait(false);
        return held is not null && IssuedAtSts(held) > Volatile.Read(ref _newest) && IsLater(held, forgottenAt) ? held : null;
    }

    private bool IsLater(RoleSession held, long forgottenAt) =>
        forgottenAt == Never || held.IssuedAt > context.Clock.GetUtcNow() - context.Clock.GetElapsedTime(forgottenAt);

    private static long IssuedAtSts(RoleSession session) => (session.IssuedAt + session.ClockOffset).UtcTicks;

    private bool IsFresh([NotNullWhen(true)] RoleSession? session, TimeSpan minimumLifetime) =>
        IsValid(session)
        && session.ExpiresAt - context.Clock.GetUtcNow() >= minimumLifetime
        && !SessionState.Issued(session, RefreshSchedule.For(session, context.Refresh, random: 0)).IsDue(context.Clock.GetUtcNow());

    private bool IsValid([NotNullWhen(true)] RoleSession? session) => session?.ExpiresAt > context.Clock.GetUtcNow();

    private RoleSession Give(RoleSession session, string outcome)
    {
        context.Instruments.CacheLookups.Add(
            1, new("outcome", outcome), new("hop", HopNumber), new KeyValuePair<string, object?>(Telemetry.Chain, ChainText.NameOf(Hop.ChainName)));
        Volatile.Write(ref _newest, IssuedAtSts(session));
        return session;
    }
}
