namespace RoleChaining.Testing;

/// <summary>What all buckets of a server may hold together, so that its memory stays bounded.</summary>
internal sealed class StorageLimits
{
    /// <summary>Objects, parts and uploads.</summary>
    public const int MaxItems = 100_000;

    public const long MaxBytes = 1L << 30;

    public const int MaxBuckets = 1_000;

    private long _bytes;
    private int _items;

    /// <summary>Notes what comes; what goes is negative.</summary>
    /// <exception cref="ServiceError">It would be too much; nothing is noted then.</exception>
    public void Add(long bytes, int items)
    {
        bool fits = Interlocked.Add(ref _bytes, bytes) <= MaxBytes || bytes <= 0;
        fits &= Interlocked.Add(ref _items, items) <= MaxItems || items <= 0;
        if (fits)
        {
            return;
        }

        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Add(ref _items, -items);
        throw new ServiceError(
            400,
            "InvalidRequest",
            $"This local S3 holds {MaxBytes >> 20} MB and {MaxItems} objects and parts at most. Delete objects, or abort uploads, to make "
            + "room.");
    }
}
