using System.Xml;

namespace RoleChaining.Testing;

/// <summary>What a request says its body's checksum is, in a header or behind the body.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html</remarks>
internal static class S3Checksums
{
    private const string Prefix = "x-amz-checksum-";

    // The headers that begin like a checksum and are none.
    private static readonly string[] Settings = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"];

    /// <summary>The checksum that came with the content; null where none did.</summary>
    /// <exception cref="ServiceError">The content is not what the client sent.</exception>
    public static Checksum? Read(S3Call call)
    {
        CheckMd5(call);
        WireRequest request = call.Exchange.Request;
        string? announced = request.Headers["x-amz-trailer"];
        if (announced?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true && call.Trailer[announced] is null)
        {
            throw new ServiceError(
                400,
                "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform to our published schema.");
        }

        Checksum? given = Given(request.Headers.Concat(call.Trailer));
        if (given is null)
        {
            return request.Headers["x-amz-sdk-checksum-algorithm"] is null
                ? null
                : throw S3Errors.InvalidRequest(
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
        }

        ChecksumAlgorithm algorithm = given.Algorithm;
        Checksum computed = algorithm.Compute(call.Content.Span);
        if (!IsBase64(given.Value, computed.Value.Length))
        {
            throw S3Errors.InvalidRequest($"Value for {algorithm.Header} header is invalid.");
        }

        return given.Value == computed.Value
            ? computed
            : throw new ServiceError(400, "BadDigest", $"The {algorithm.Name} you specified did not match the calculated checksum.");
    }

    /// <summary>The checksum that a request names without its content being one.</summary>
    public static Checksum? Given(IEnumerable<KeyValuePair<string, string>> headers)
    {
        Checksum? given = null;
        foreach ((string name, string value) in headers)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || Settings.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (given is not null)
            {
                throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            }

            ChecksumAlgorithm algorithm = ChecksumAlgorithm.FindByHeader(name)
                ?? throw S3Boundary.NotHere($"The checksum '{name.ToLowerInvariant()}'");
            given = new(algorithm, value);
        }

        return given;
    }

    /// <summary>The algorithm that a request asks for; null where it asks for none.</summary>
    public static ChecksumAlgorithm? Asked(S3Request request) => request.Header("x-amz-checksum-algorithm") is { } name
        ? ChecksumAlgorithm.Find(name)
            ?? throw S3Errors.InvalidRequest(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
                + "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
        : null;

    public static void AddTo(WireResponse response, Checksum checksum)
    {
        response.Headers.Add(new(checksum.Algorithm.Header, checksum.Value));
        response.Headers.Add(new("x-amz-checksum-type", checksum.Type));
    }

    public static void Write(XmlWriter xml, Checksum checksum)
    {
        S3Xml.Write(xml, checksum.Algorithm.Element, checksum.Value);
        S3Xml.Write(xml, "ChecksumType", checksum.Type);
    }

    private static void CheckMd5(S3Call call)
    {
        if (call.Exchange.Request.Headers["Content-MD5"] is not { } given)
        {
            return;
        }

        string computed = Convert.ToBase64String(StoredObject.Md5(call.Content.Span));
        if (!IsBase64(given, computed.Length))
        {
            throw new ServiceError(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
        }

        if (given != computed)
        {
            throw new ServiceError(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
        }
    }

    private static bool IsBase64(string text, int length) =>
        text.Length == length && Convert.TryFromBase64String(text, new byte[length], out _);
}
