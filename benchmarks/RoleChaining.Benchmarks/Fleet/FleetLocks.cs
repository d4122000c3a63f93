using System.Collections.Concurrent;
using Medallion.Threading;

namespace RoleChaining.Benchmarks.Fleet;

/// <summary>The locks of a simulated fleet.</summary>
internal sealed class FleetLocks : IDistributedLockProvider
{
    private readonly ConcurrentDictionary<string, bool> _taken = [];

    public IDistributedLock CreateLock(string name) => new FleetLock(_taken, name);

    private sealed class FleetLock(ConcurrentDictionary<string, bool> taken, string name) : IDistributedLock
    {
        public string Name => name;

        public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
            taken.TryAdd(name, true) ? new Handle(taken, name) : null;

        public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(
            TimeSpan timeout = default, CancellationToken cancellationToken = default) => new(TryAcquire(timeout, cancellationToken));

        public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(
            TimeSpan? timeout = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class Handle(ConcurrentDictionary<string, bool> taken, string name) : IDistributedSynchronizationHandle
    {
        public CancellationToken HandleLostToken => default;

        public void Dispose() => taken.TryRemove(name, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
