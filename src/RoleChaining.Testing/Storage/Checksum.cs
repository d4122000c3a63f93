namespace RoleChaining.Testing;

/// <param name="Algorithm">Which it is.</param>
/// <param name="Value">Base64; for a composite one with the number of parts behind.</param>
internal sealed record Checksum(ChecksumAlgorithm Algorithm, string Value)
{
    public bool IsComposite { get; init; }

    /// <summary>As S3 names it.</summary>
    public string Type => IsComposite ? "COMPOSITE" : "FULL_OBJECT";
}
