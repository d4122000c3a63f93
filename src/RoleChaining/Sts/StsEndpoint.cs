using System.Collections.Concurrent;

namespace RoleChaining.Sts;

/// <summary>
/// The STS of one region as one configuration reaches it: one client, and so one connection pool, for all hops of the process, and a lane
/// for each calling account.
/// </summary>
internal sealed class StsEndpoint(StsEndpointKey key)
{
    /// <summary>The circuit looks 10 s back and breaks for 4 s: after this time an idle lane is as good as a new one.</summary>
    private static readonly TimeSpan LaneMemory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, StsLane> _lanes = new(StringComparer.Ordinal);
    private readonly MonotonicClock _clock = new(key.Clock);
    private int _laneCountToSweep = 64;

    ~StsEndpoint() => StsEndpoints.Sweep(Key.GetHashCode());

    public StsEndpointKey Key { get; } = key;

    public string Region => Key.Region;

    public StsClient Client { get; } = new(key.CreateConfig());

    /// <summary>The lane of a calling account.</summary>
    public StsLane Lane(string limitKey)
    {
        if (_lanes.TryGetValue(limitKey, out StsLane? lane))
            return lane;

        if (_lanes.Count >= _laneCountToSweep)
        {
            DateTimeOffset forgotten = _clock.GetUtcNow() - LaneMemory;
            foreach (KeyValuePair<string, StsLane> idle in _lanes.Where(entry => entry.Value.LastUse < forgotten))
                _lanes.TryRemove(idle);
            _laneCountToSweep = Math.Max(64, 2 * _lanes.Count);
        }

        return _lanes.GetOrAdd(
            limitKey,
            static (_, endpoint) => new StsLane(endpoint.Region, endpoint._clock, isRealTime: endpoint.Key.Clock == TimeProvider.System),
            this);
    }
}
