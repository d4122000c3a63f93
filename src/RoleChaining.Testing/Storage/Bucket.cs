using System.Security.Cryptography;

namespace RoleChaining.Testing;

/// <summary>Objects by key, and the uploads under way.</summary>
internal sealed class Bucket(string name, string owner, string region, DateTimeOffset created, StorageLimits limits)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MultipartUpload> _uploads = new(StringComparer.Ordinal);
    private bool _closed;

    public string Name { get; } = name;

    public string Owner { get; } = owner;

    public string Region { get; } = region;

    public DateTimeOffset Created { get; } = created;

    /// <param name="key">The key.</param>
    /// <param name="stored">The object.</param>
    /// <param name="check">Sees what the object will replace, and throws when it must not be.</param>
    /// <param name="completed">The upload whose parts the object is made of, which ends with this.</param>
    public void Put(string key, StoredObject stored, Action<StoredObject?> check, MultipartUpload? completed = null)
    {
        lock (_lock)
        {
            if (_closed)
            {
                throw NotThere();
            }

            StoredObject? replaced = _objects.GetValueOrDefault(key);
            check(replaced);
            if (completed is not null)
            {
                Remove(completed.Id, completed.Key);
            }

            limits.Add(stored.Content.Length - (replaced?.Content.Length ?? 0), replaced is null ? 1 : 0);
            _objects[key] = stored;
        }
    }

    public StoredObject? Find(string key)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    public void Delete(string key, Action<StoredObject?> check)
    {
        lock (_lock)
        {
            check(_objects.GetValueOrDefault(key));
            if (_objects.Remove(key, out StoredObject? removed))
            {
                limits.Add(-removed.Content.Length, -1);
            }
        }
    }

    public IReadOnlyList<KeyValuePair<string, StoredObject>> List(string prefix)
    {
        lock (_lock)
        {
            return [.. _objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    /// <summary>Takes nothing in any more, if there is nothing inside.</summary>
    public bool TryClose()
    {
        lock (_lock)
        {
            if (_objects.Count > 0)
            {
                return false;
            }

            _closed = true;
            foreach (MultipartUpload upload in _uploads.Values.ToList())
            {
                Remove(upload.Id, upload.Key);
            }

            return true;
        }
    }

    public void Add(MultipartUpload upload)
    {
        lock (_lock)
        {
            if (_closed)
            {
                throw NotThere();
            }

            limits.Add(0, 1);
            _uploads.Add(upload.Id, upload);
        }
    }

    public MultipartUpload FindUpload(string id, string key)
    {
        lock (_lock)
        {
            return _uploads.TryGetValue(id, out MultipartUpload? upload) && upload.Key == key ? upload : throw NoSuchUpload();
        }
    }

    public void AddPart(string id, string key, int number, StoredObject part)
    {
        lock (_lock)
        {
            MultipartUpload upload = FindUpload(id, key);
            StoredObject? replaced = upload.Parts.GetValueOrDefault(number);
            limits.Add(part.Content.Length - (replaced?.Content.Length ?? 0), replaced is null ? 1 : 0);
            upload.Parts[number] = part;
        }
    }

    public IReadOnlyDictionary<int, StoredObject> Parts(string id, string key)
    {
        lock (_lock)
        {
            return new SortedDictionary<int, StoredObject>(FindUpload(id, key).Parts);
        }
    }

    public IReadOnlyList<MultipartUpload> Uploads(string prefix)
    {
        lock (_lock)
        {
            return [.. _uploads.Values.Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(upload => upload.Key, StringComparer.Ordinal).ThenBy(upload => upload.Id, StringComparer.Ordinal)];
        }
    }

    public void Abort(string id, string key)
    {
        lock (_lock)
        {
            Remove(id, key);
        }
    }

    // Ids grow with time, so that a listing by id is one by age.
    public static string NewUploadId(DateTimeOffset now) =>
        now.ToUnixTimeMilliseconds().ToString("x12", System.Globalization.CultureInfo.InvariantCulture)
        + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(26));

    private void Remove(string id, string key)
    {
        MultipartUpload upload = FindUpload(id, key);
        _uploads.Remove(id);
        limits.Add(-upload.Parts.Values.Sum(part => (long)part.Content.Length), -1 - upload.Parts.Count);
    }

    private static ServiceError NotThere() => new(404, "NoSuchBucket", "The specified bucket does not exist");

    private static ServiceError NoSuchUpload() => new(
        404,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");
}
