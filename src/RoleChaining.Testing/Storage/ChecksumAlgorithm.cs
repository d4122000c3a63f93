using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace RoleChaining.Testing;

/// <summary>One of the checksums that S3 keeps beside an object.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html</remarks>
[SuppressMessage("Security", "CA5350", Justification = "S3 takes SHA-1 checksums, which guard against accidents only.")]
internal sealed class ChecksumAlgorithm
{
    /// <summary>What S3 computes for an upload that brings no checksum.</summary>
    public static readonly ChecksumAlgorithm Default = new("CRC64NVME", Crc.Crc64Nvme.Compute) { IsCrc = true, MayBeComposite = false };

    private static readonly ChecksumAlgorithm[] All =
    [
        Default,
        new("CRC32", Crc.Crc32.Compute) { IsCrc = true },
        new("CRC32C", Crc.Crc32C.Compute) { IsCrc = true },
        new("SHA1", SHA1.HashData),
        new("SHA256", SHA256.HashData),
    ];

    private readonly Func<ReadOnlySpan<byte>, byte[]> _hash;

    private ChecksumAlgorithm(string name, Func<ReadOnlySpan<byte>, byte[]> hash)
    {
        Name = name;
        Header = "x-amz-checksum-" + name.ToLowerInvariant();
        Element = "Checksum" + name;
        _hash = hash;
    }

    public string Name { get; }

    public string Header { get; }

    public string Element { get; }

    /// <summary>A checksum of a whole object can be made of those of its parts, so that S3 takes one for a multipart upload.</summary>
    public bool IsCrc { get; private init; }

    /// <summary>A multipart upload may have a checksum of its parts' checksums.</summary>
    public bool MayBeComposite { get; private init; } = true;

    public static ChecksumAlgorithm? Find(string name) => Array.Find(All, algorithm => algorithm.Name == name);

    public static ChecksumAlgorithm? FindByHeader(string header) =>
        Array.Find(All, algorithm => string.Equals(algorithm.Header, header, StringComparison.OrdinalIgnoreCase));

    public static ChecksumAlgorithm? FindByElement(string element) => Array.Find(All, algorithm => algorithm.Element == element);

    public Checksum Compute(ReadOnlySpan<byte> content) => new(this, Convert.ToBase64String(_hash(content)));

    /// <summary>The checksum of the parts' checksums, with their number.</summary>
    public Checksum Compose(IReadOnlyCollection<Checksum> parts)
    {
        byte[] hashes = [.. parts.SelectMany(part => Convert.FromBase64String(part.Value))];
        return new(this, $"{Convert.ToBase64String(_hash(hashes))}-{parts.Count}") { IsComposite = true };
    }
}
