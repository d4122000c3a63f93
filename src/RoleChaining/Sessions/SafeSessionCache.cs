using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sessions;

/// <summary>
/// The application's cache, which may fail or hang. A call that does so finds or keeps nothing. Each kind of failure is logged once.
/// </summary>
internal sealed class SafeSessionCache(
    IRoleSessionCache cache, string? profile, TimeProvider clock, ILogger logger, Instruments instruments)
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LockMoment = TimeSpan.FromSeconds(1);

    /// <summary>The process that has the lock may be asking a person.</summary>
    private static readonly TimeSpan LockLimitWithMfa = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Operation, Type Kind), bool> _logged = [];

    // The last removal of each tenant that this process has told. It ended the tenant itself then, and whom it looked up since stays.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ownRemovals = [];

    private readonly TimeSpan? _lockTimeoutAtStart = cache.LockTimeout;
    private readonly CachePause _callPause = new(clock);
    private readonly CachePause _lockPause = new(clock);

    /// <summary>The delay of one refresh when the cache hangs in every call.</summary>
    public TimeSpan LongestDelay(bool asksPerson) => Limit(asksPerson) + (3 * CallLimit);

    /// <summary>How long the lock says that it waits; zero where it does not.</summary>
    public TimeSpan LockTimeout => FindLockTimeout() ?? TimeSpan.Zero;

    /// <summary>What the cache has for a hop. A session that does not fit the hop counts as none.</summary>
    public ValueTask<FoundSession> FindAsync(
        SessionKey key, RoleHop hop, TimeSpan clockOffset, bool async, CancellationToken cancellationToken) => TryAsync(
        "read",
        async token =>
        {
            CachedRoleSessionEntry? entry = await cache.FindAsync(key.Text, token).ConfigureAwait(false);
            RoleSession? session = null;
            Exception? fault = entry?.Fault;
            try
            {
                session = entry?.Session is { } found ? CachedSessionReader.Read(found, key, hop, clockOffset, clock.GetUtcNow()) : null;
            }
            catch (InvalidDataException e)
            {
                fault = e;
            }

            if (fault is not null)
            {
                Report("read", fault);
            }

            bool isOwn = _ownRemovals.TryGetValue(key.Text, out DateTimeOffset told) && told == entry?.RemovedAt;
            return new FoundSession(session, entry?.RevokedAt - clockOffset, isOwn ? null : entry?.RemovedAt);
        },
        CallLimit,
        async,
        cancellationToken);

    /// <summary>Stores a session, with the times that STS has for it: machines with other clocks will read them.</summary>
    public ValueTask<bool> SetAsync(string key, RoleSession session, int hopNumber, bool async, CancellationToken cancellationToken)
    {
        CachedRoleSession stored = new()
        {
            AccessKeyId = session.Credentials.AccessKey,
            SecretAccessKey = session.Credentials.SecretKey,
            SessionToken = session.Credentials.Token,
            IssuedAt = session.IssuedAt + session.ClockOffset,
            ExpiresAt = session.ExpiresAt + session.ClockOffset,
            AccountId = session.Credentials.AccountId,
            AssumedRoleArn = session.AssumedRoleArn,
            RequestId = session.RequestId,
            HopNumber = hopNumber,
            Profile = profile,
        };
        return TryAsync(
            "write",
            async token =>
            {
                await cache.SetAsync(key, stored, token).ConfigureAwait(false);
                return true;
            },
            CallLimit,
            async,
            cancellationToken);
    }

    /// <summary>Revokes sessions, and returns whether the cache has done so.</summary>
    public ValueTask<bool> RevokeAsync(string key, RoleSessionRevocation revocation, bool async)
    {
        if (revocation.IsRemoval)
        {
            _ownRemovals.AddOrUpdate(key, revocation.RevokedAt, (_, known) => known > revocation.RevokedAt ? known : revocation.RevokedAt);
        }

        return TryAsync(
            "remove",
            async token =>
            {
                await cache.RevokeAsync(key, revocation, token).ConfigureAwait(false);
                return true;
            },
            CallLimit,
            async,
            CancellationToken.None);
    }

    public ValueTask<IAsyncDisposable?> LockAsync(string key, bool asksPerson, bool async, CancellationToken cancellationToken) =>
        TryAsync("lock", token => cache.LockAsync(key, token), Limit(asksPerson), async, cancellationToken, ReleaseLate);

    public async ValueTask ReleaseAsync(IAsyncDisposable taken, bool async) => await TryAsync(
        "unlock",
        async _ =>
        {
            await taken.DisposeAsync().ConfigureAwait(false);
            return true;
        },
        CallLimit,
        async,
        CancellationToken.None).ConfigureAwait(false);

    /// <summary>A lock that says how long it waits has a moment more, and then it hangs.</summary>
    private TimeSpan Limit(bool asksPerson) =>
        FindLockTimeout() is { } own ? own + LockMoment : asksPerson ? LockLimitWithMfa : LockLimit;

    /// <summary>Null where the lock does not say how long it waits. Its configuration may change, and be wrong for a while.</summary>
    private TimeSpan? FindLockTimeout()
    {
        TimeSpan? timeout = _lockTimeoutAtStart;
        try
        {
            timeout = cache.LockTimeout;
        }
        catch (Exception)
        {
            // The call of the lock fails for the same reason, and tells it.
        }

        return timeout is { Ticks: >= 0 } own ? own < LockLimit ? own : LockLimit : null;
    }

    /// <summary>A lock that comes after its time is given back: nobody else would, and all processes would wait for it.</summary>
    private void ReleaseLate(IAsyncDisposable? taken)
    {
        if (taken is not null)
        {
            _ = ReleaseAsync(taken, async: true).AsTask();
        }
    }

    private async ValueTask<T?> TryAsync<T>(
        string operation,
        Func<CancellationToken, ValueTask<T>> call,
        TimeSpan timeout,
        bool async,
        CancellationToken cancellationToken,
        Action<T>? abandoned = null)
    {
        // A lock that was taken is given back whatever happened since, and a revocation holds nobody up.
        if (operation is not ("unlock" or "remove") && (_callPause.IsOn || (operation == "lock" && _lockPause.IsOn)))
        {
            return default;
        }

        using CancellationTokenSource limit = new(timeout, clock);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ForeignCode.RunAsync(call, abandoned, async, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A lock that waits as long as it may waits for a process that is at work.
            if (e is OperationCanceledException && (operation != "lock" || FindLockTimeout() is not null))
            {
                (operation == "lock" ? _lockPause : _callPause).Begin();
            }

            Report(operation, e);
            return default;
        }
    }

    private void Report(string operation, Exception fault)
    {
        instruments.CacheFailures.Add(1, new("operation", operation), new KeyValuePair<string, object?>("error.type", fault.GetType().Name));
        if (_logged.TryAdd((operation, fault.GetType()), true))
        {
            Log.CacheFailed(
                logger, operation, fault is OperationCanceledException ? "it took too long" : ForeignText.Describe(fault).TrimEnd('.'));
        }
    }
}
