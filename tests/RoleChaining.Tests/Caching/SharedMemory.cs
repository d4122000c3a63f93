using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace RoleChaining.Caching;

/// <summary>A cache that machines share: in memory, on the clock of a test, and as faulty as the test wants.</summary>
internal sealed class SharedMemory(TimeProvider clock) : IDistributedCache
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset Until)> _entries = [];
    private int _calls;
    private int _writing;

    /// <summary>Before each call: may throw, and may wait. Gets the operation and the entry's name.</summary>
    public Func<string, string, Task>? OnCall { get; set; }

    /// <summary>What a read gives in place of what is there.</summary>
    public Func<string, byte[]?, byte[]?>? OnRead { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Writes that are on their way.</summary>
    public int Writing => Volatile.Read(ref _writing);

    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>The names of marks of revocations and removals.</summary>
    public IEnumerable<string> Marks => _entries.Keys.Where(name => name.Split(':')[1] is "revoked" or "removed");

    /// <summary>The names of sessions.</summary>
    public IEnumerable<string> Sessions => _entries.Keys.Where(name => name.StartsWith($"role-chaining:{SessionPayload.Version}:", StringComparison.Ordinal));

    public byte[] this[string name]
    {
        get => _entries[name].Bytes;
        set => _entries[name] = (value, DateTimeOffset.MaxValue);
    }

    public Dictionary<string, byte[]> Save() => _entries.ToDictionary(entry => entry.Key, entry => entry.Value.Bytes);

    /// <summary>As it was: rolled back, as from an old dump.</summary>
    public void Restore(Dictionary<string, byte[]> saved)
    {
        _entries.Clear();
        foreach ((string name, byte[] bytes) in saved)
        {
            this[name] = bytes;
        }
    }

    public void Flush() => _entries.Clear();

    public byte[]? Get(string key) => throw new NotSupportedException();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        await CallAsync("get", key);
        byte[]? found = _entries.TryGetValue(key, out (byte[] Bytes, DateTimeOffset Until) entry) && entry.Until > clock.GetUtcNow() ? entry.Bytes : null;
        return OnRead is null ? found : OnRead(key, found);
    }

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        await CallAsync("remove", key);
        _entries.TryRemove(key, out _);
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Interlocked.Increment(ref _writing);
        try
        {
            await CallAsync("set", key);
            _entries[key] = (value, clock.GetUtcNow() + options.AbsoluteExpirationRelativeToNow!.Value);
        }
        finally
        {
            Interlocked.Decrement(ref _writing);
        }
    }

    private Task CallAsync(string operation, string name)
    {
        Interlocked.Increment(ref _calls);
        return OnCall?.Invoke(operation, name) ?? Task.CompletedTask;
    }
}
