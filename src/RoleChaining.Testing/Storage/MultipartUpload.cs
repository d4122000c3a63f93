namespace RoleChaining.Testing;

/// <summary>An upload under way. Its bucket's lock guards the parts.</summary>
internal sealed class MultipartUpload
{
    public required string Id { get; init; }

    public required string Key { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    /// <summary>What the object will have.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>What each part must bring; null where the upload asked for none.</summary>
    public ChecksumAlgorithm? Algorithm { get; init; }

    /// <summary>The object's checksum will be one of the parts' checksums.</summary>
    public bool IsComposite { get; init; }

    public SortedDictionary<int, StoredObject> Parts { get; } = [];
}
