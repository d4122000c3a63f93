using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace RoleChaining.Benchmarks.Fleet;

/// <summary>The cache of a simulated fleet: in memory, counted, and sometimes down.</summary>
internal sealed class FleetCache : IDistributedCache
{
    private readonly ConcurrentDictionary<string, byte[]> _entries = [];
    private int _operations;

    public bool IsDown { get; set; }

    public int Operations => Volatile.Read(ref _operations);

    public int Entries => _entries.Count;

    public long Bytes => _entries.Sum(entry => (long)entry.Key.Length + entry.Value.Length);

    public byte[]? Get(string key)
    {
        Count();
        return _entries.GetValueOrDefault(key);
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        Count();
        _entries[key] = value;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Set(key, value, options);
        return Task.CompletedTask;
    }

    public void Refresh(string key)
    {
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public void Remove(string key)
    {
        Count();
        _entries.TryRemove(key, out _);
    }

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        return Task.CompletedTask;
    }

    private void Count()
    {
        Interlocked.Increment(ref _operations);
        if (IsDown)
        {
            throw new IOException("The cache is down.");
        }
    }
}
