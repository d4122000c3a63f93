using System.Globalization;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>
/// What S3's requests say of their bodies, and the bytes inside: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-streaming.html
/// </summary>
internal static class S3Payload
{
    private const string HashHeader = "x-amz-content-sha256";
    private const string SignaturePrefix = "chunk-signature=";
    private const string Unsigned = "UNSIGNED-PAYLOAD";
    private const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string SignedChunksWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private const string UnsignedChunksWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// <summary>The hash the request's signature covers.</summary>
    public static string DeclaredHash(WireRequest request, SigV4Authorization authorization) => request.Headers[HashHeader]
        ?? (authorization.Expires is null
            ? throw new ServiceError(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256")
            : Unsigned);

    /// <summary>The content, with the headers that came behind it.</summary>
    /// <exception cref="ServiceError">The body is not what the request declared.</exception>
    public static (ReadOnlyMemory<byte> Content, WireHeaders Trailer) Read(WireRequest request, SigV4Authorization authorization, string secret)
    {
        string declared = DeclaredHash(request, authorization);
        switch (declared)
        {
            case Unsigned:
                return (request.Body, new());
            case SignedChunks or SignedChunksWithTrailer or UnsignedChunksWithTrailer:
                ChunkSignatures? signatures = declared == UnsignedChunksWithTrailer ? null : new(authorization, secret);
                return ReadChunks(request, signatures);
            default:
                if (!SigV4.SameSignature(SigV4.Hash(request.Body.Span), declared))
                {
                    throw new ServiceError(
                        400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
                }

                return (request.Body, new());
        }
    }

    private static (ReadOnlyMemory<byte> Content, WireHeaders Trailer) ReadChunks(WireRequest request, ChunkSignatures? signatures)
    {
        ReadOnlySpan<byte> rest = request.Body.Span;
        using MemoryStream content = new(rest.Length);
        while (true)
        {
            string[] head = Line(ref rest).Split(';');
            bool isLength = int.TryParse(head[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int length);
            if (!isLength || length < 0 || length > rest.Length)
            {
                throw Incomplete();
            }

            ReadOnlySpan<byte> chunk = rest[..length];
            string? extension = head.Skip(1).FirstOrDefault(part => part.StartsWith(SignaturePrefix, StringComparison.Ordinal));
            signatures?.CheckChunk(chunk, extension?[SignaturePrefix.Length..]);
            rest = rest[length..];
            if (length == 0)
            {
                break;
            }

            content.Write(chunk);
            if (Line(ref rest).Length > 0)
            {
                throw Incomplete();
            }
        }

        WireHeaders trailer = ReadTrailer(rest, signatures);
        if (request.Headers["x-amz-decoded-content-length"] is { } declared
            && declared != content.Length.ToString(CultureInfo.InvariantCulture))
        {
            throw Incomplete();
        }

        return (content.ToArray(), trailer);
    }

    private static WireHeaders ReadTrailer(ReadOnlySpan<byte> rest, ChunkSignatures? signatures)
    {
        WireHeaders trailer = new();
        StringBuilder signed = new();
        string? signature = null;
        while (!rest.IsEmpty)
        {
            string line = Line(ref rest);
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                break;
            }

            string name = line[..colon];
            string value = line[(colon + 1)..].Trim();
            if (name == "x-amz-trailer-signature")
            {
                signature = value;
                continue;
            }

            trailer.Add(name, value);
            signed.Append(name).Append(':').Append(value).Append('\n');
        }

        if (signed.Length > 0)
        {
            signatures?.CheckTrailer(signed.ToString(), signature);
        }

        return trailer;
    }

    private static string Line(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf("\r\n"u8);
        if (end < 0)
        {
            throw Incomplete();
        }

        string line = Encoding.UTF8.GetString(rest[..end]);
        rest = rest[(end + 2)..];
        return line;
    }

    private static ServiceError Incomplete() =>
        new(400, "IncompleteBody", "The request body terminated unexpectedly");
}
