using System.Collections.Concurrent;

namespace RoleChaining.Testing;

/// <summary>Buckets by name, which is one for all accounts, each owned by one of them.</summary>
internal sealed class BucketStore
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public Bucket? Find(string name) => _buckets.GetValueOrDefault(name);

    public Bucket GetOrAdd(string name, string owner, DateTimeOffset created) => _buckets.GetOrAdd(name, _ => new(name, owner, created));

    public IEnumerable<Bucket> OwnedBy(string accountId) =>
        _buckets.Values.Where(bucket => bucket.Owner == accountId).OrderBy(bucket => bucket.Name, StringComparer.Ordinal);
}
