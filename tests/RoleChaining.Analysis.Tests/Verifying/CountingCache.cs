namespace RoleChaining.Verifying;

/// <summary>A cache that keeps nothing and counts its calls.</summary>
internal sealed class CountingCache : IRoleSessionCache
{
    private int _calls;

    public int Calls => _calls;

    public ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return default;
    }

    public ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return default;
    }

    public ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return default;
    }
}
