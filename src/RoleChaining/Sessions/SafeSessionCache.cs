using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>The application's cache, which may fail or hang. A call that does so finds or keeps nothing. Each kind of failure is logged once.</summary>
internal sealed class SafeSessionCache(IRoleSessionCache cache, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(1);

    /// <summary>The process that has the lock may be asking a person.</summary>
    private static readonly TimeSpan LockLimitWithMfa = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Operation, Type Kind), bool> _logged = [];

    /// <summary>The delay of one refresh when the cache hangs in every call.</summary>
    public static TimeSpan LongestDelay(bool asksPerson) => Limit(asksPerson) + (4 * CallLimit);

    public async ValueTask<RoleSession?> GetAsync(string key, bool async, CancellationToken cancellationToken)
    {
        CachedRoleSession? found = await TryAsync("read", token => cache.GetAsync(key, token), CallLimit, async, cancellationToken).ConfigureAwait(false);
        return found is not { AccessKeyId: not null, SecretAccessKey: not null, SessionToken: not null } ? null
            : new RoleSession(
                new(found.AccessKeyId, found.SecretAccessKey, found.SessionToken, found.AccountId), found.IssuedAt, found.ExpiresAt)
            {
                AssumedRoleArn = found.AssumedRoleArn,
                RequestId = found.RequestId,
            };
    }

    public async ValueTask SetAsync(string key, RoleSession session, bool async, CancellationToken cancellationToken)
    {
        CachedRoleSession stored = new()
        {
            AccessKeyId = session.Credentials.AccessKey,
            SecretAccessKey = session.Credentials.SecretKey,
            SessionToken = session.Credentials.Token,
            IssuedAt = session.IssuedAt,
            ExpiresAt = session.ExpiresAt,
            AccountId = session.Credentials.AccountId,
            AssumedRoleArn = session.AssumedRoleArn,
            RequestId = session.RequestId,
        };
        await TryAsync(
            "write",
            async token =>
            {
                await cache.SetAsync(key, stored, token).ConfigureAwait(false);
                return true;
            },
            CallLimit,
            async,
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IAsyncDisposable?> LockAsync(string key, bool asksPerson, bool async, CancellationToken cancellationToken) =>
        TryAsync("lock", token => cache.LockAsync(key, token), Limit(asksPerson), async, cancellationToken);

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

    private async ValueTask<T?> TryAsync<T>(
        string operation, Func<CancellationToken, ValueTask<T>> call, TimeSpan timeout, bool async, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, clock);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(linked.Token).AsTask().WaitAsync(linked.Token).AwaitOrBlock(async).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (_logged.TryAdd((operation, e.GetType()), true))
            {
                Log.CacheFailed(logger, operation, e.GetType().Name, e is OperationCanceledException ? "It took too long." : e.Message);
            }

            return default;
        }
    }
}
