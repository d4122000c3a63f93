using System.Collections.Concurrent;

namespace RoleChaining.Caching;

/// <summary>A cache that several chains share, and that can be made to fail.</summary>
internal sealed class MemoryCache : IRoleSessionCache
{
    public ConcurrentDictionary<string, CachedRoleSession> Sessions { get; } = [];

    /// <summary>Thrown by every call, or by the operation it is for.</summary>
    public Func<string, Task>? OnCall { get; set; }

    /// <summary>Given to who locks; null is a cache without locks.</summary>
    public IAsyncDisposable? Lock { get; set; }

    public TimeSpan? LockTimeout { get; set; }

    public async ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await CallAsync("get");
        return Sessions.GetValueOrDefault(key);
    }

    public async ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
    {
        await CallAsync("set");
        Sessions[key] = session;
    }

    public async ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken)
    {
        await CallAsync("remove");
        if (Sessions.TryGetValue(key, out CachedRoleSession? session) && session.AccessKeyId == accessKeyId)
        {
            Sessions.TryRemove(new(key, session));
        }
    }

    public async ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken)
    {
        await CallAsync("lock");
        return Lock;
    }

    private Task CallAsync(string operation) => OnCall?.Invoke(operation) ?? Task.CompletedTask;
}
