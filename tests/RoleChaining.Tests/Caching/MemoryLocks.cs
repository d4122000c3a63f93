using System.Collections.Concurrent;
using Medallion.Threading;

namespace RoleChaining.Caching;

/// <summary>Locks that machines share, in memory.</summary>
internal sealed class MemoryLocks : IDistributedLockProvider
{
    private readonly ConcurrentDictionary<string, bool> _taken = [];

    /// <summary>Somebody took all locks and died.</summary>
    public bool AreDead { get; set; }

    /// <summary>Before each attempt.</summary>
    public Func<Task>? OnTry { get; set; }

    public int Tries { get; private set; }

    public IEnumerable<string> Taken => _taken.Keys;

    public IDistributedLock CreateLock(string name) => new MemoryLock(this, name);

    private async ValueTask<IDistributedSynchronizationHandle?> TryAsync(string name)
    {
        Tries++;
        await (OnTry?.Invoke() ?? Task.CompletedTask);
        return !AreDead && _taken.TryAdd(name, true) ? new Handle(this, name) : null;
    }

    private sealed class MemoryLock(MemoryLocks locks, string name) : IDistributedLock
    {
        public string Name => name;

        public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
            locks.TryAsync(name);

        public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    private sealed class Handle(MemoryLocks locks, string name) : IDistributedSynchronizationHandle
    {
        public CancellationToken HandleLostToken => default;

        public void Dispose() => locks._taken.TryRemove(name, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
