namespace RoleChaining.Tool.Chains;

/// <summary>The cache of <c>--refresh</c>: no session is taken from it, and each new one is kept in place of the old one.</summary>
internal sealed class RefreshedCache(IRoleSessionCache cache) : IRoleSessionCache
{
    public ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken) => default;

    public ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken) =>
        cache.SetAsync(key, session, cancellationToken);

    public ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken) =>
        cache.RemoveAsync(key, accessKeyId, cancellationToken);

    public ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken) =>
        cache.LockAsync(key, cancellationToken);
}
