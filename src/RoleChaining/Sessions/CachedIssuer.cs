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

    /// <summary>
    /// A session of another process must be newer than a revocation by this much, and a tenant must have been looked up later than its removal
    /// by another process. The Date of STS's answers tells its time to a second and the time of a call, and what is written to a cache may be
    /// two seconds on its way.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Who waited longer than this for a lock, and did not get it, looks once more for what the other one has stored.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long the process with the lock is waited for while STS throttles: it waits for its own next attempt, and a call beside it would
    /// most likely be refused.
    /// </summary>
    private static readonly TimeSpan WaitWhileThrottled = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromHours(1);

    // A person is asked for a code while the lock is held: for this hop, or for a hop before it that has no session.
    private readonly bool _asksPerson = hop.Hop.MfaTokenProvider is not null || hop.Parent.Issuer is CachedIssuer { _asksPerson: true };

    // When the newest session was issued that the node has had, by STS's clock. Whatever the cache gives later, the node does not go back.
    private long _newest;

    private readonly RemovalWatch _removal = new();

    // When another process last removed the tenant, by STS's clock, as far as the cache has told. One refresh runs at a time.
    private DateTimeOffset? _removedAt;

    // The key of the last lookup.
    private volatile SessionKey? _key;

    // When a session was last invalidated, rejected or removed. No session is taken over that was issued before.
    private long _forgottenAt = Never;

    public int HopNumber => hop.HopNumber;

    public RoleHop Hop => hop.Hop;

    public SessionNode Parent => hop.Parent;

    public RemovalWatch? Removal => _removal;

    public TimeSpan Timeout => hop.Timeout + WaitWhileThrottled + cache.LongestDelay(_asksPerson);

    public async ValueTask<RoleSession> IssueAsync(
        bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        if (await TryFindKeyAsync(async, cancellationToken).ConfigureAwait(false) is not { } key)
        {
            return await hop.IssueAsync(background, minimumLifetime, async, cancellationToken).ConfigureAwait(false);
        }

        _key = key;
        return await IssueSharedAsync(key, background, minimumLifetime, async, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RoleSession> IssueSharedAsync(
        SessionKey key, bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        RoleSession? held = (await LookAsync(key, async, cancellationToken).ConfigureAwait(false)).Session;
        if (IsFresh(held, minimumLifetime))
        {
            return Give(held, "hit");
        }

        IAsyncDisposable? taken = null;
        try
        {
            long begun = context.Clock.GetTimestamp();
            bool waited;
            do
            {
                // Again, where what another process has stored ended the wait and is of no use here.
                long asked = context.Clock.GetTimestamp();
                taken = await cache.LockAsync(key.Text, _asksPerson, async, cancellationToken).ConfigureAwait(false);
                waited = taken is not null || context.Clock.GetElapsedTime(asked) > ShortWait;
                held = waited ? (await LookAsync(key, async, cancellationToken).ConfigureAwait(false)).Session : held;
                if (IsFresh(held, minimumLifetime))
                {
                    return Give(held, "hit");
                }
            }
            while (waited && taken is null && context.Clock.GetElapsedTime(begun) < (hop.IsThrottled ? WaitWhileThrottled : cache.LockTimeout));

            return Give(await ObtainAsync(key, background, minimumLifetime, async, cancellationToken).ConfigureAwait(false), "miss");
        }
        catch (HopFailedException e) when (e.Failure.IsTransient)
        {
            if (await FindInsteadAsync(key, held, minimumLifetime, async, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            throw;
        }
        finally
        {
            Release(taken);
        }
    }

    /// <summary>
    /// The key; null where the source does not tell now who it is. The hop before may have a session for long yet, which signs.
    /// </summary>
    private async ValueTask<SessionKey?> TryFindKeyAsync(bool async, CancellationToken cancellationToken)
    {
        try
        {
            return await hop.FindKeyAsync(async, cancellationToken).ConfigureAwait(false);
        }
        catch (HopFailedException)
        {
            return null;
        }
    }

    /// <summary>
    /// Asks STS, and stores the session under the key of the source that it was obtained by: the session that signed may be older than the
    /// last change of who the source is.
    /// </summary>
    private async ValueTask<RoleSession> ObtainAsync(
        SessionKey key, bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        RoleSession issued = await hop.IssueAsync(background, minimumLifetime, async, cancellationToken).ConfigureAwait(false);
        EndRemoved();
        if (!IsEarlier(issued, Volatile.Read(ref _forgottenAt)))
        {
            string own = issued.Origin is { } origin && origin != key.Origin ? hop.KeyFor(origin).Text : key.Text;
            await cache.SetAsync(own, issued, HopNumber, async, cancellationToken).ConfigureAwait(false);
        }

        return issued;
    }

    /// <summary>Where STS failed: what another process has obtained meanwhile, or what is held and still valid; null where neither is.</summary>
    private async ValueTask<RoleSession?> FindInsteadAsync(
        SessionKey key, RoleSession? held, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        FoundSession now = await LookAsync(key, async, cancellationToken).ConfigureAwait(false);
        RoleSession? found = now.Session ?? (IsRevoked(held, now) ? null : held);
        return IsFresh(found, minimumLifetime) ? Give(found, "hit")
            : IsValid(found) && minimumLifetime == TimeSpan.Zero ? Give(found, "due")
            : null;
    }

    public ValueTask<string?> FindCacheKeyAsync(bool async, CancellationToken cancellationToken) =>
        hop.FindCacheKeyAsync(async, cancellationToken);

    public void Forget(RoleSession? session, ForgetReason reason)
    {
        long moment = context.Clock.GetTimestamp();
        Volatile.Write(ref _forgottenAt, moment);
        if (reason != ForgetReason.RemovedElsewhere)
        {
            context.RunInBackground(async => RevokeAsync(session, moment, reason == ForgetReason.Removed, async));
        }
    }

    public void TellRemoved()
    {
        long moment = context.Clock.GetTimestamp();
        context.RunInBackground(async => RevokeAsync(session: null, moment, isRemoval: true, async));
    }

    /// <summary>
    /// Tells the other processes. A cache that is out of reach is told later, because it may have kept the session meanwhile; so is one
    /// whose key the source does not tell now.
    /// </summary>
    private async Task RevokeAsync(RoleSession? session, long moment, bool isRemoval, bool async)
    {
        await TryLearnClockAsync(async, CancellationToken.None).ConfigureAwait(false);
        RoleSessionRevocation revocation = new()
        {
            AccessKeyId = session?.Credentials.AccessKey,
            RevokedAt = TimeOf(moment) + (hop.ClockOffset ?? TimeSpan.Zero),
            IsRemoval = isRemoval,
        };
        TimeSpan delay = FirstRetry;
        while (!await TryRevokeAsync(session?.Origin, revocation, async).ConfigureAwait(false) && delay < LastRetry)
        {
            await Task.Delay(delay, context.Clock).AwaitOrBlock(async).ConfigureAwait(false);
            delay *= 2;
        }
    }

    /// <summary>
    /// Under each key that others may look for: for who the source was at the last lookup, was when the session was issued, and, for a
    /// removal, is now.
    /// </summary>
    private async ValueTask<bool> TryRevokeAsync(string? origin, RoleSessionRevocation revocation, bool async)
    {
        HashSet<string> told = [];
        string?[] known = [_key?.Text, origin is null ? null : hop.KeyFor(origin).Text];
        foreach (string key in known.OfType<string>().Where(told.Add))
        {
            if (!await cache.RevokeAsync(key, revocation, async).ConfigureAwait(false))
            {
                return false;
            }
        }

        if (told.Count > 0 && !revocation.IsRemoval)
        {
            return true;
        }

        return await TryFindKeyAsync(async, CancellationToken.None).ConfigureAwait(false) is { } current && told.Add(current.Text)
            ? await cache.RevokeAsync(current.Text, revocation, async).ConfigureAwait(false)
            : told.Count > 0;
    }

    /// <summary>What processes tell each other has STS's times. Where STS does not answer, this machine's clock has to do.</summary>
    private async ValueTask TryLearnClockAsync(bool async, CancellationToken cancellationToken)
    {
        try
        {
            await hop.LearnClockAsync(async, cancellationToken).ConfigureAwait(false);
        }
        catch (HopFailedException)
        {
            // Whoever needs a session is told.
        }
    }

    /// <returns>A session that may be served, if there is one, and what is known of revocations.</returns>
    private async ValueTask<FoundSession> LookAsync(SessionKey key, bool async, CancellationToken cancellationToken)
    {
        long forgottenAt = Volatile.Read(ref _forgottenAt);
        TimeSpan? clockOffset = hop.ClockOffset;
        FoundSession found = await cache.FindAsync(key, hop.Hop, clockOffset ?? TimeSpan.Zero, async, cancellationToken).ConfigureAwait(false);
        if (found.RemovedAt is not null)
        {
            _removedAt = found.RemovedAt;
            await TryLearnClockAsync(async, cancellationToken).ConfigureAwait(false);
        }

        EndRemoved();

        // The sessions in the cache have STS's times. Before STS has answered once, "after that" cannot be told by this machine's clock.
        bool isUsable = found.Session is { } held
            && IssuedAtSts(held) > Volatile.Read(ref _newest)
            && !IsRevoked(held, found)
            && (forgottenAt == Never || (clockOffset is not null && held.IssuedAt - TimeOf(forgottenAt) > Margin));
        return isUsable ? found : found with { Session = null };
    }

    // Subtracted, because a cache may say any moment.
    private static bool IsRevoked(RoleSession? session, FoundSession found) => session?.IssuedAt - found.RevokedAt <= Margin;

    /// <summary>
    /// Ends the tenants that were known before another process removed them, or so soon after that it may have been before. Until STS has
    /// answered once, "before" cannot be told; nor can it by a removal that is yet to come, which was told by a clock that is ahead.
    /// </summary>
    /// <exception cref="HopFailedException">The session ended with them.</exception>
    private void EndRemoved()
    {
        if (_removedAt is { } removedAt && hop.ClockOffset is { } offset
            && removedAt - (context.Clock.GetUtcNow() + offset) <= Margin
            && _removal.End(since => TimeOf(since) + offset - removedAt < Margin))
        {
            throw new HopFailedException(RemovedElsewhere());
        }
    }

    /// <summary>Gives the lock back. What was issued is stored by now, so no reader needs to wait for it.</summary>
    private void Release(IAsyncDisposable? taken)
    {
        if (taken is not null)
        {
            context.RunInBackground(async => cache.ReleaseAsync(taken, async).AsTask());
        }
    }

    private bool IsEarlier(RoleSession session, long moment) => moment != Never && session.IssuedAt < TimeOf(moment);

    private DateTimeOffset TimeOf(long moment) => context.Clock.GetUtcNow() - context.Clock.GetElapsedTime(moment);

    private HopFailure RemovedElsewhere() => new()
    {
        HopNumber = HopNumber,
        Hop = Hop,
        Kind = RoleChainFailure.Unknown,
        IsTransient = false,
        Message = "The tenant was removed from its pool by another process. Ask the pool for it again",
    };

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
