using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace RoleChaining.Testing;

/// <summary>An object or a part of one, whole and for ever as it is: a new one takes its place.</summary>
internal sealed record StoredObject
{
    /// <summary>The bytes, out of whatever encoding they travelled in.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Quoted: the content's MD5, or for a multipart upload that of the parts' and their number.</summary>
    public required string ETag { get; init; }

    public required Checksum Checksum { get; init; }

    /// <summary>By the wire's clock, in whole seconds.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Content type and the like, and metadata, given back as they came.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The lengths of the parts of a multipart upload; empty for an object that was put whole.</summary>
    public IReadOnlyList<int> PartLengths { get; init; } = [];

    public static string ETagOf(ReadOnlySpan<byte> content) => $"\"{Convert.ToHexStringLower(Md5(content))}\"";

    public static string ETagOf(IReadOnlyCollection<StoredObject> parts)
    {
        byte[] hashes = [.. parts.SelectMany(part => Convert.FromHexString(part.ETag.Trim('"')))];
        return $"\"{Convert.ToHexStringLower(Md5(hashes))}-{parts.Count}\"";
    }

    [SuppressMessage("Security", "CA5351", Justification = "An ETag is an MD5 by S3's definition, and guards nothing.")]
    public static byte[] Md5(ReadOnlySpan<byte> content) => MD5.HashData(content);
}
