using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
/// </summary>
internal sealed class GetObjectAction(S3Access access)
{
    private const string Override = "response-";

    public WireResponse Answer(S3Call call, bool withBody)
    {
        S3Request request = call.Request;
        Bucket bucket = access.FindBucket(call, "s3:GetObject");
        StoredObject stored = access.FindObject(call, bucket, request.Key);
        if (S3Preconditions.IsNotModified(request, stored))
        {
            WireResponse same = new(304, null, default);
            AddIdentity(same, stored);
            return same;
        }

        int total = stored.Content.Length;
        ByteRange? range = ReadRange(request, stored);
        ReadOnlyMemory<byte> content = range is { } piece ? stored.Content.Slice(piece.Start, piece.Length) : stored.Content;
        WireResponse response = new(range is null ? 200 : 206, ContentType(request, stored), withBody ? content : default)
        {
            HeadContentLength = withBody ? null : content.Length,
        };
        AddIdentity(response, stored);
        response.Headers.Add(new("Accept-Ranges", "bytes"));
        response.Headers.Add(new("x-amz-server-side-encryption", "AES256"));
        if (range is { Length: > 0 } part)
        {
            response.Headers.Add(new("Content-Range", part.ContentRange(total)));
        }

        if (request.Query.ContainsKey("partNumber") && stored.PartLengths.Count > 0)
        {
            response.Headers.Add(new("x-amz-mp-parts-count", stored.PartLengths.Count.ToString(CultureInfo.InvariantCulture)));
        }

        // A client compares the checksum with what it receives, so that a piece comes without the whole object's.
        bool wantsChecksum = string.Equals(request.Header("x-amz-checksum-mode"), "ENABLED", StringComparison.OrdinalIgnoreCase);
        if (wantsChecksum && content.Length == total)
        {
            S3Checksums.AddTo(response, stored.Checksum);
        }

        AddHeaders(response, request, stored);
        return response;
    }

    private static ByteRange? ReadRange(S3Request request, StoredObject stored)
    {
        string? header = request.Header("Range");
        if (request.Number("partNumber") is not { } number)
        {
            return ByteRange.Read(header, stored.Content.Length);
        }

        return header is null
            ? ByteRange.OfPart(number, stored)
            : throw S3Errors.InvalidRequest("Cannot specify both Range header and partNumber query parameter");
    }

    private static void AddIdentity(WireResponse response, StoredObject stored)
    {
        response.Headers.Add(new("ETag", stored.ETag));
        response.Headers.Add(new("Last-Modified", stored.LastModified.ToString("R", CultureInfo.InvariantCulture)));
    }

    private static string ContentType(S3Request request, StoredObject stored) => HeaderText.Encode(
        request.Query.GetValueOrDefault(Override + "content-type")
        ?? stored.Headers.FirstOrDefault(header => header.Key == "Content-Type").Value
        ?? "binary/octet-stream");

    private static void AddHeaders(WireResponse response, S3Request request, StoredObject stored)
    {
        foreach ((string name, string value) in stored.Headers)
        {
            if (name != "Content-Type" && !request.Query.ContainsKey(Override + name.ToLowerInvariant()))
            {
                response.Headers.Add(new(name, HeaderText.Encode(value)));
            }
        }

        foreach ((string name, string value) in request.Query)
        {
            if (name.StartsWith(Override, StringComparison.Ordinal) && name != Override + "content-type")
            {
                response.Headers.Add(new(name[Override.Length..], HeaderText.Encode(value)));
            }
        }
    }
}
