using System.Collections.Concurrent;

namespace RoleChaining.Sts;

/// <summary>
/// The STS of one region as one configuration reaches it: one client, and so one connection pool, for all hops of the process, and a lane
/// for each calling account.
/// </summary>
internal sealed class StsEndpoint
{
    /// <summary>The circuit looks 10 s back and breaks for 5 s: after this time an idle lane is as good as a new one.</summary>
    private static readonly TimeSpan LaneMemory = TimeSpan.FromMinutes(1);

    private static readonly Lock RegistryLock = new();
    private static readonly Dictionary<StsEndpointKey, WeakReference<StsEndpoint>> Registry = [];
    private static int _registrySizeToSweep = 16;

    private readonly ConcurrentDictionary<string, StsLane> _lanes = new(StringComparer.Ordinal);
    private readonly StsEndpointKey _key;
    private int _laneCountToSweep = 64;

    private StsEndpoint(StsEndpointKey key)
    {
        _key = key;
        Client = new StsClient(key.CreateConfig());
    }

    public string Region => _key.Region;

    public StsClient Client { get; }

    /// <summary>The endpoint that all gateways of the process with equal settings share, alive as long as one of them is.</summary>
    public static StsEndpoint Get(StsEndpointKey key)
    {
        lock (RegistryLock)
        {
            if (Registry.TryGetValue(key, out WeakReference<StsEndpoint>? known) && known.TryGetTarget(out StsEndpoint? endpoint))
                return endpoint;

            // A key holds the caller's delegate and all it captured, so the keys of the dead must go.
            if (Registry.Count >= _registrySizeToSweep)
            {
                foreach (StsEndpointKey dead in Registry.Where(entry => !entry.Value.TryGetTarget(out _)).Select(entry => entry.Key).ToList())
                    Registry.Remove(dead);
                _registrySizeToSweep = Math.Max(16, 2 * Registry.Count);
            }

            endpoint = new StsEndpoint(key);
            Registry[key] = new WeakReference<StsEndpoint>(endpoint);
            return endpoint;
        }
    }

    /// <summary>The lane of a calling account.</summary>
    public StsLane Lane(string limitKey)
    {
        if (_lanes.TryGetValue(limitKey, out StsLane? lane))
            return lane;

        if (_lanes.Count >= _laneCountToSweep)
        {
            DateTimeOffset forgotten = _key.Clock.GetUtcNow() - LaneMemory;
            foreach (KeyValuePair<string, StsLane> idle in _lanes.Where(entry => entry.Value.LastUse < forgotten))
                _lanes.TryRemove(idle);
            _laneCountToSweep = Math.Max(64, 2 * _lanes.Count);
        }

        return _lanes.GetOrAdd(limitKey, static (_, key) => new StsLane(key.Region, key.Clock), _key);
    }
}
