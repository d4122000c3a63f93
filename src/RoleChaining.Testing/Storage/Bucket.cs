namespace RoleChaining.Testing;

internal sealed class Bucket(string name, string owner, DateTimeOffset created)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public string Owner { get; } = owner;

    public DateTimeOffset Created { get; } = created;

    public void Put(string key, StoredObject stored)
    {
        lock (_lock)
            _objects[key] = stored;
    }

    public StoredObject? Find(string key)
    {
        lock (_lock)
            return _objects.GetValueOrDefault(key);
    }

    public void Delete(string key)
    {
        lock (_lock)
            _objects.Remove(key);
    }

    public IReadOnlyList<KeyValuePair<string, StoredObject>> List(string prefix)
    {
        lock (_lock)
        {
            return [.. _objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }
}
