using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sessions;

/// <summary>
/// The application's cache, which may fail or hang. A call that does so finds or keeps nothing. Each kind of failure is logged once.
/// </summary>
internal sealed class SafeSessionCache(IRoleSessionCache cache, string? profile, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(1);

    /// <summary>The process that has the lock may be asking a person.</summary>
    private static readonly TimeSpan LockLimitWithMfa = TimeSpan.FromMinutes(5);

    /// <summary>A cache that did not answer is not called for this time: the calls of one refresh would each wait for it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Operation, Type Kind), bool> _logged = [];
    private long? _pausedAt;

    /// <summary>The delay of one refresh when the cache hangs in every call.</summary>
    public static TimeSpan LongestDelay(bool asksPerson) => Limit(asksPerson) + (4 * CallLimit);

    /// <summary>The session of a hop; null where the cache has none, or none that fits the hop.</summary>
    public ValueTask<RoleSession?> GetAsync(
        string key, RoleHop hop, TimeSpan clockOffset, bool async, CancellationToken cancellationToken) => TryAsync(
        "read",
        async token => await cache.GetAsync(key, token).ConfigureAwait(false) is { } found
            ? CachedSessionReader.Read(found, hop, clockOffset, clock.GetUtcNow())
            : null,
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

    /// <summary>Removes the session with this access key id.</summary>
    public ValueTask<bool> RemoveAsync(string key, string accessKeyId, bool async) => TryAsync(
        "remove",
        async token =>
        {
            await cache.RemoveAsync(key, accessKeyId, token).ConfigureAwait(false);
            return true;
        },
        CallLimit,
        async,
        CancellationToken.None);

    public ValueTask<IAsyncDisposable?> LockAsync(string key, bool asksPerson, bool async, CancellationToken cancellationToken) =>
        TryAsync("lock", token => cache.LockAsync(key, token), Limit(asksPerson), async, cancellationToken, ReleaseLate);

    public async ValueTask ReleaseAsync(IAsyncDisposable? taken, bool async)
    {
        if (taken is not null)
        {
            await TryAsync(
                "unlock",
                async _ =>
                {
                    await taken.DisposeAsync().ConfigureAwait(false);
                    return true;
                },
                CallLimit,
                async,
                CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static TimeSpan Limit(bool asksPerson) => asksPerson ? LockLimitWithMfa : LockLimit;

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
        if (_pausedAt is { } before && clock.GetElapsedTime(before) < Pause && operation != "unlock")
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
            if (e is OperationCanceledException && operation != "lock")
            {
                _pausedAt = clock.GetTimestamp();
            }

            if (_logged.TryAdd((operation, e.GetType()), true))
            {
                Log.CacheFailed(
                    logger, operation, e.GetType().Name, e is OperationCanceledException ? "It took too long." : ForeignText.Describe(e));
            }

            return default;
        }
    }
}
