using System.Collections.Concurrent;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// A cache that remembers the sessions that went through it, so that each hop's can be told; with none beneath it keeps nothing.
/// </summary>
internal sealed class RecordedCache(IRoleSessionCache? cache) : IRoleSessionCache
{
    private readonly ConcurrentDictionary<string, CachedRoleSession> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _issued = new(StringComparer.Ordinal);

    public CachedRoleSession? Find(string? key) => key is null ? null : _seen.GetValueOrDefault(key);

    /// <summary>Whether STS has issued the session in this run.</summary>
    public bool IsIssued(string? key) => key is not null && _issued.ContainsKey(key);

    public async ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken)
    {
        CachedRoleSession? session = cache is null ? null : await cache.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (session is not null)
        {
            _seen[key] = session;
        }

        return session;
    }

    public ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
    {
        _seen[key] = session;
        _issued[key] = true;
        return cache?.SetAsync(key, session, cancellationToken) ?? default;
    }

    public ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken) =>
        cache?.RemoveAsync(key, accessKeyId, cancellationToken) ?? default;

    public ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken) =>
        cache?.LockAsync(key, cancellationToken) ?? default;
}
