using System.Collections.Concurrent;

namespace RoleChaining.Sts;

/// <summary>
/// The STS of one region as one configuration reaches it: one client, and so one connection pool, for all hops of the process, and a
/// <see cref="StsAccount"/> for each calling account.
/// </summary>
internal sealed class StsEndpoint(StsEndpointKey key)
{
    /// <summary>The circuit looks 10 s back and breaks for 4 s: after this time an idle account is as good as a new one.</summary>
    private static readonly TimeSpan AccountMemory = TimeSpan.FromMinutes(1);

    private const int FirstSweep = 64;

    private readonly ConcurrentDictionary<string, StsAccount> _accounts = new(StringComparer.Ordinal);
    private readonly MonotonicClock _clock = new(key.Clock);
    private int _sweepAt = FirstSweep;

    ~StsEndpoint() => StsEndpoints.Sweep(Key.GetHashCode());

    public StsEndpointKey Key { get; } = key;

    public string Region => Key.Region;

    public StsClient Client { get; } = new(key.CreateConfig());

    /// <summary>The quota and the circuit of a calling account.</summary>
    public StsAccount GetAccount(string accountKey)
    {
        if (_accounts.TryGetValue(accountKey, out StsAccount? account))
        {
            account.Touch();
            return account;
        }

        if (_accounts.Count >= _sweepAt)
        {
            Sweep();
        }

        return _accounts.GetOrAdd(
            accountKey,
            static (_, endpoint) => new StsAccount(endpoint.Region, endpoint._clock, isRealTime: endpoint.Key.Clock == TimeProvider.System),
            this);
    }

    private void Sweep()
    {
        DateTimeOffset forgotten = _clock.GetUtcNow() - AccountMemory;
        foreach (KeyValuePair<string, StsAccount> idle in _accounts.Where(entry => entry.Value.LastUse < forgotten))
        {
            _accounts.TryRemove(idle);
        }

        _sweepAt = Math.Max(FirstSweep, 2 * _accounts.Count);
    }
}
