using System.Text;

namespace RoleChaining.Testing;

/// <summary>The headers that S3 keeps with an object and gives back.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html</remarks>
internal static class S3Headers
{
    private const string Metadata = "x-amz-meta-";
    private const int MaxMetadata = 2048;

    private static readonly string[] Kept =
        ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    /// <exception cref="ServiceError">There is more metadata than S3 keeps.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(S3Request request)
    {
        List<KeyValuePair<string, string>> kept = [];
        foreach (string name in Kept)
        {
            string? value = request.Header(name);
            if (name == "Content-Encoding")
            {
                value = WithoutChunks(value);
            }

            if (!string.IsNullOrEmpty(value))
            {
                kept.Add(new(name, value));
            }
        }

        int size = 0;
        foreach (string name in request.HeaderNames.Where(name => name.StartsWith(Metadata, StringComparison.OrdinalIgnoreCase)))
        {
            string value = request.Header(name)!;
            size += name.Length - Metadata.Length + Encoding.UTF8.GetByteCount(value);
            kept.Add(new(name.ToLowerInvariant(), value));
        }

        return size <= MaxMetadata
            ? kept
            : throw new ServiceError(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
    }

    // aws-chunked is how the body travelled, not what the object is.
    private static string? WithoutChunks(string? encoding) => encoding is null
        ? null
        : string.Join(',', encoding.Split(',', StringSplitOptions.TrimEntries)
            .Where(part => !string.Equals(part, "aws-chunked", StringComparison.OrdinalIgnoreCase)));
}
