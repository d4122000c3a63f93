namespace RoleChaining.Sts;

/// <summary>
/// The endpoints of the process: gateways with equal settings share one, alive as long as one of them is. Nothing here is held but weakly,
/// not even the keys: a key's delegate may hold all that its owner holds, the gateways too.
/// </summary>
internal static class StsEndpoints
{
    private static readonly Lock Lock = new();
    private static readonly Dictionary<int, List<WeakReference<StsEndpoint>>> ByHash = [];

    public static StsEndpoint Get(StsEndpointKey key)
    {
        lock (Lock)
        {
            if (Find(key) is { } known)
            {
                return known;
            }
        }

        var created = new StsEndpoint(key); // calls the owner's delegate, so without the lock
        lock (Lock)
        {
            if (Find(key) is { } known)
            {
                return known;
            }

            if (!ByHash.TryGetValue(key.GetHashCode(), out List<WeakReference<StsEndpoint>>? bucket))
            {
                ByHash[key.GetHashCode()] = bucket = [];
            }

            bucket.Add(new WeakReference<StsEndpoint>(created));
            return created;
        }
    }

    /// <summary>Forgets what nobody uses any more.</summary>
    public static void Sweep(int hash)
    {
        lock (Lock)
        {
            if (!ByHash.TryGetValue(hash, out List<WeakReference<StsEndpoint>>? bucket))
            {
                return;
            }

            bucket.RemoveAll(entry => !entry.TryGetTarget(out _));
            if (bucket.Count == 0)
            {
                ByHash.Remove(hash);
            }
        }
    }

    private static StsEndpoint? Find(StsEndpointKey key)
    {
        if (ByHash.TryGetValue(key.GetHashCode(), out List<WeakReference<StsEndpoint>>? bucket))
        {
            foreach (WeakReference<StsEndpoint> entry in bucket)
            {
                if (entry.TryGetTarget(out StsEndpoint? endpoint) && endpoint.Key == key)
                {
                    return endpoint;
                }
            }
        }

        return null;
    }
}
