using System.Collections.Concurrent;

namespace RoleChaining.Caching;

/// <summary>
/// A cache that two processes share and that does what it must not: at random it throws, blocks its caller, never answers, answers late,
/// forgets, and gives back old entries, entries of other keys and entries that were changed.
/// </summary>
internal sealed class FaultyCache(int seed) : IRoleSessionCache, IDisposable
{
    private readonly ConcurrentDictionary<string, List<CachedRoleSession>> _entries = [];
    private readonly ManualResetEventSlim _end = new();
    private readonly TaskCompletionSource _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Random _random = new(seed);

    /// <summary>How many calls of a hundred go wrong.</summary>
    public int Percent { get; set; } = 30;

    public async ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await MisbehaveAsync();
        List<CachedRoleSession> own = _entries.GetValueOrDefault(key) ?? [];
        CachedRoleSession? newest;
        lock (own)
        {
            newest = own.LastOrDefault();
            if (newest is null || Next(100) >= Percent)
            {
                return newest;
            }

            switch (Next(3))
            {
                case 0:
                    return own[Next(own.Count)];

                case 1:
                    return Change(newest);
            }
        }

        List<CachedRoleSession> others = _entries.Values.ElementAt(Next(_entries.Count));
        lock (others)
        {
            return others.LastOrDefault();
        }
    }

    public async ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
    {
        await MisbehaveAsync();
        List<CachedRoleSession> own = _entries.GetOrAdd(key, _ => []);
        lock (own)
        {
            own.Add(session);
        }
    }

    public async ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken)
    {
        await MisbehaveAsync();
        if (_entries.TryGetValue(key, out List<CachedRoleSession>? own))
        {
            lock (own)
            {
                own.RemoveAll(session => session.AccessKeyId == accessKeyId);
            }
        }
    }

    public async ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken)
    {
        await MisbehaveAsync();
        return null;
    }

    public void Dispose()
    {
        _end.Set();
        _late.TrySetResult();
    }

    private Task MisbehaveAsync()
    {
        if (Next(100) >= Percent)
        {
            return Task.CompletedTask;
        }

        switch (Next(8))
        {
            case 0:
                _end.Wait(); // no token: it holds its thread to the end
                return Task.CompletedTask;

            case 1:
                return _late.Task;

            case 2:
                throw new InvalidOperationException("The cache is out of order.");

            case 3:
                return Task.FromException(new IOException("The cache is out of reach."));

            default:
                return Task.CompletedTask;
        }
    }

    private CachedRoleSession Change(CachedRoleSession good)
    {
        int what = Next(6);
        return new()
        {
            AccessKeyId = what == 0 ? "" : good.AccessKeyId,
            SecretAccessKey = what == 1 ? "" : good.SecretAccessKey,
            SessionToken = good.SessionToken,
            IssuedAt = what == 2 ? default : good.IssuedAt,
            ExpiresAt = what == 3 ? good.ExpiresAt.AddYears(50) : good.ExpiresAt,
            AccountId = what == 4 ? "999999999999" : good.AccountId,
            AssumedRoleArn = what == 5 ? good.AssumedRoleArn + "-other" : good.AssumedRoleArn,
            RequestId = good.RequestId,
        };
    }

    private int Next(int limit)
    {
        lock (_random)
        {
            return _random.Next(limit);
        }
    }
}
