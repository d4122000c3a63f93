namespace RoleChaining.Testing;

/// <summary>The objects and the common prefixes of one answer to a listing.</summary>
internal sealed record S3Page(List<KeyValuePair<string, StoredObject>> Objects, List<string> Prefixes)
{
    /// <summary>Where the next page goes on; null when there is none.</summary>
    public string? Last { get; private set; }

    public static S3Page Create(
        IReadOnlyList<KeyValuePair<string, StoredObject>> all, string prefix, string delimiter, string after, int limit)
    {
        S3Page page = new([], []);
        string? last = null;
        foreach (KeyValuePair<string, StoredObject> item in all)
        {
            // Keys that share what stands before the delimiter are one entry, which counts once and is passed over whole.
            int cut = delimiter.Length == 0 ? -1 : item.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            string entry = cut < 0 ? item.Key : item.Key[..(cut + delimiter.Length)];
            if (string.CompareOrdinal(entry, after) <= 0 || entry == last)
            {
                continue;
            }

            if (page.Objects.Count + page.Prefixes.Count >= limit)
            {
                page.Last = limit > 0 ? last : null;
                break;
            }

            last = entry;
            if (cut < 0)
            {
                page.Objects.Add(item);
            }
            else
            {
                page.Prefixes.Add(entry);
            }
        }

        return page;
    }
}
