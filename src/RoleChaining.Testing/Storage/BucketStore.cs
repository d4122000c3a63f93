namespace RoleChaining.Testing;

/// <summary>Buckets by name, which is one for all accounts, each owned by one of them.</summary>
internal sealed class BucketStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly StorageLimits _limits = new();

    public Bucket? Find(string name)
    {
        lock (_lock)
        {
            return _buckets.GetValueOrDefault(name);
        }
    }

    /// <exception cref="ServiceError">There are very many buckets.</exception>
    public Bucket GetOrAdd(string name, string owner, string region, DateTimeOffset created)
    {
        lock (_lock)
        {
            if (_buckets.TryGetValue(name, out Bucket? existing))
            {
                return existing;
            }

            if (_buckets.Count >= StorageLimits.MaxBuckets)
            {
                throw new ServiceError(
                    400, "TooManyBuckets", $"You have attempted to create more buckets than allowed: {StorageLimits.MaxBuckets} here.");
            }

            Bucket bucket = new(name, owner, region, created, _limits);
            _buckets.Add(name, bucket);
            return bucket;
        }
    }

    /// <returns>Whether it was empty, and so is gone.</returns>
    public bool TryDelete(Bucket bucket)
    {
        lock (_lock)
        {
            if (!bucket.TryClose())
            {
                return false;
            }

            _buckets.Remove(bucket.Name);
            return true;
        }
    }

    public IReadOnlyList<Bucket> OwnedBy(string accountId)
    {
        lock (_lock)
        {
            return [.. _buckets.Values.Where(bucket => bucket.Owner == accountId)];
        }
    }
}
