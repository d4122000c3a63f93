using System.Globalization;
using System.Xml.Linq;

namespace RoleChaining.Testing;

/// <summary>Uploads in parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html</summary>
internal sealed class MultipartActions(LocalClock clock, S3Access access)
{
    private const int MaxParts = 10_000;

    public WireResponse Create(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:PutObject");
        ObjectActions.CheckKey(call.Request.Key);
        ChecksumAlgorithm? algorithm = S3Checksums.Asked(call.Request);
        MultipartUpload upload = new()
        {
            Id = Bucket.NewUploadId(clock.WireNow),
            Key = call.Request.Key,
            Initiated = clock.WireSecond,
            Headers = S3Headers.Read(call.Request),
            Algorithm = algorithm,
            IsComposite = IsComposite(call.Request, algorithm),
        };
        bucket.Add(upload);
        WireResponse response = S3Xml.Success("InitiateMultipartUploadResult", xml =>
        {
            S3Xml.Write(xml, "Bucket", bucket.Name);
            S3Xml.Write(xml, "Key", upload.Key);
            S3Xml.Write(xml, "UploadId", upload.Id);
        });
        if (algorithm is not null)
        {
            response.Headers.Add(new("x-amz-checksum-algorithm", algorithm.Name));
            response.Headers.Add(new("x-amz-checksum-type", upload.IsComposite ? "COMPOSITE" : "FULL_OBJECT"));
        }

        return response;
    }

    public WireResponse UploadPart(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:PutObject");
        int number = PartNumber(call.Request);
        string id = call.Request.Query["uploadId"];
        MultipartUpload upload = bucket.FindUpload(id, call.Request.Key);
        Checksum? given = S3Checksums.Read(call);
        if (upload.Algorithm is { } algorithm && given?.Algorithm != algorithm)
        {
            throw S3Errors.InvalidRequest(
                "Checksum Type mismatch occurred, expected checksum Type: "
                + $"{algorithm.Name.ToLowerInvariant()}, actual checksum Type: {given?.Algorithm.Name.ToLowerInvariant() ?? "null"}");
        }

        StoredObject part = CreatePart(call.Content, given ?? ChecksumAlgorithm.Default.Compute(call.Content.Span));
        bucket.AddPart(id, upload.Key, number, part);
        WireResponse response = new(200, null, default);
        response.Headers.Add(new("ETag", part.ETag));
        response.Headers.Add(new(part.Checksum.Algorithm.Header, part.Checksum.Value));
        return response;
    }

    public WireResponse CopyPart(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:PutObject");
        int number = PartNumber(call.Request);
        string id = call.Request.Query["uploadId"];
        MultipartUpload upload = bucket.FindUpload(id, call.Request.Key);
        StoredObject source = access.FindCopySource(call).Stored;
        ReadOnlyMemory<byte> content = source.Content;
        if (ByteRange.ReadCopy(call.Request.Header("x-amz-copy-source-range"), content.Length) is { } range)
        {
            content = content.Slice(range.Start, range.Length);
        }

        StoredObject part = CreatePart(content, (upload.Algorithm ?? ChecksumAlgorithm.Default).Compute(content.Span));
        bucket.AddPart(id, upload.Key, number, part);
        return S3Xml.Success("CopyPartResult", xml => S3Xml.WriteObject(xml, part));
    }

    public WireResponse Complete(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:PutObject");
        MultipartUpload upload = bucket.FindUpload(call.Request.Query["uploadId"], call.Request.Key);
        XElement document = S3Document.Read(call.Content, "CompleteMultipartUpload");
        IReadOnlyList<StoredObject> parts = S3PartList.Choose(document, upload, bucket.Parts(upload.Id, upload.Key));
        StoredObject stored = Join(call, upload, parts);
        bucket.Put(upload.Key, stored, existing => S3Preconditions.CheckWrite(call.Request, existing), upload);
        return S3Xml.Success("CompleteMultipartUploadResult", xml =>
        {
            S3Xml.Write(xml, "Location", $"http://{call.Exchange.Request.Headers["Host"]}{call.Exchange.Request.Path}");
            S3Xml.Write(xml, "Bucket", bucket.Name);
            S3Xml.Write(xml, "Key", upload.Key);
            S3Xml.Write(xml, "ETag", stored.ETag);
            S3Checksums.Write(xml, stored.Checksum);
        });
    }

    public WireResponse Abort(S3Call call)
    {
        access.FindBucket(call, "s3:AbortMultipartUpload").Abort(call.Request.Query["uploadId"], call.Request.Key);
        return new(204, null, default);
    }

    public WireResponse ListParts(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:ListMultipartUploadParts");
        MultipartUpload upload = bucket.FindUpload(call.Request.Query["uploadId"], call.Request.Key);
        return S3UploadListing.Parts(call, upload, bucket.Parts(upload.Id, upload.Key));
    }

    public WireResponse ListUploads(S3Call call) =>
        S3UploadListing.Uploads(call, access.FindBucket(call, "s3:ListBucketMultipartUploads"));

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html#Full-object-checksums
    private static bool IsComposite(S3Request request, ChecksumAlgorithm? algorithm)
    {
        bool? asked = request.Header("x-amz-checksum-type")?.ToUpperInvariant() switch
        {
            null => null,
            "COMPOSITE" => true,
            "FULL_OBJECT" => false,
            _ => throw S3Errors.InvalidRequest("Value for x-amz-checksum-type header is invalid."),
        };
        if (algorithm is null)
        {
            return asked is null
                ? false
                : throw S3Errors.InvalidRequest(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }

        bool composite = asked ?? algorithm.MayBeComposite;
        bool possible = composite ? algorithm.MayBeComposite : algorithm.IsCrc;
        return possible
            ? composite
            : throw S3Errors.InvalidRequest(
                $"The {(composite ? "COMPOSITE" : "FULL_OBJECT")} checksum type cannot be used with the {algorithm.Name} checksum "
                + "algorithm.");
    }

    private static int PartNumber(S3Request request) => request.Number("partNumber") is { } number and >= 1 and <= MaxParts
        ? number
        : throw S3Errors.InvalidArgument($"Part number must be an integer between 1 and {MaxParts}, inclusive");

    private StoredObject CreatePart(ReadOnlyMemory<byte> content, Checksum checksum) => new()
    {
        Content = content, ETag = StoredObject.ETagOf(content.Span), Checksum = checksum, LastModified = clock.WireSecond,
    };

    private StoredObject Join(S3Call call, MultipartUpload upload, IReadOnlyList<StoredObject> parts)
    {
        long length = parts.Sum(part => (long)part.Content.Length);
        if (call.Request.Header("x-amz-mp-object-size") is { } size && size != length.ToString(CultureInfo.InvariantCulture))
        {
            throw S3Errors.InvalidRequest("The provided 'x-amz-mp-object-size' header value does not match what was computed.");
        }

        byte[] content = new byte[length];
        int offset = 0;
        foreach (StoredObject part in parts)
        {
            part.Content.Span.CopyTo(content.AsSpan(offset));
            offset += part.Content.Length;
        }

        ChecksumAlgorithm algorithm = upload.Algorithm ?? ChecksumAlgorithm.Default;
        Checksum checksum = upload.IsComposite ? algorithm.Compose([.. parts.Select(part => part.Checksum)]) : algorithm.Compute(content);
        S3PartList.CheckWhole(call, checksum);
        return new()
        {
            Content = content,
            ETag = StoredObject.ETagOf(parts),
            Checksum = checksum,
            LastModified = clock.WireSecond,
            Headers = upload.Headers,
            PartLengths = [.. parts.Select(part => part.Content.Length)],
        };
    }
}
