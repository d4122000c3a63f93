using System.Text;

namespace RoleChaining.Testing;

/// <summary>Operations that put, copy and delete objects.</summary>
internal sealed class ObjectActions(LocalClock clock, S3Access access)
{
    private const int MaxKeyBytes = 1024;

    public WireResponse Put(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:PutObject");
        CheckKey(call.Request.Key);
        Checksum checksum = S3Checksums.Read(call) ?? ChecksumAlgorithm.Default.Compute(call.Content.Span);
        StoredObject stored = Store(call.Content, checksum, S3Headers.Read(call.Request));
        bucket.Put(call.Request.Key, stored, existing => S3Preconditions.CheckWrite(call.Request, existing));
        WireResponse response = new(200, null, default);
        response.Headers.Add(new("ETag", stored.ETag));
        S3Checksums.AddTo(response, checksum);
        return response;
    }

    public WireResponse Copy(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:PutObject");
        CheckKey(call.Request.Key);
        bool replaces = call.Request.Header("x-amz-metadata-directive") switch
        {
            null or "COPY" => false,
            "REPLACE" => true,
            _ => throw S3Errors.InvalidArgument("Unknown metadata directive."),
        };
        (string sourceBucket, string sourceKey, StoredObject source) = access.FindCopySource(call);
        if (!replaces && sourceBucket == bucket.Name && sourceKey == call.Request.Key)
        {
            throw S3Errors.InvalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, "
                + "storage class, website redirect location or encryption attributes.");
        }

        // A copy is made in one piece, so that its checksum is one of its content.
        Checksum checksum = (S3Checksums.Asked(call.Request) ?? source.Checksum.Algorithm).Compute(source.Content.Span);
        StoredObject stored = Store(source.Content, checksum, replaces ? S3Headers.Read(call.Request) : source.Headers);
        bucket.Put(call.Request.Key, stored, existing => S3Preconditions.CheckWrite(call.Request, existing));
        return S3Xml.Success("CopyObjectResult", xml => S3Xml.WriteObject(xml, stored));
    }

    public WireResponse Delete(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:DeleteObject");
        bucket.Delete(call.Request.Key, existing =>
        {
            if (existing is not null && call.Request.Header("If-Match") is { } tags && !S3Preconditions.Matches(tags, existing))
            {
                throw S3Errors.PreconditionFailed();
            }
        });
        return new(204, null, default);
    }

    // No object here has tags, because what would give it some is refused.
    public WireResponse GetTagging(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:GetObjectTagging");
        access.FindObject(call, bucket, call.Request.Key);
        return S3Xml.Success("Tagging", xml =>
        {
            xml.WriteStartElement("TagSet", S3Xml.Namespace);
            xml.WriteEndElement();
        });
    }

    public static void CheckKey(string key)
    {
        if (Encoding.UTF8.GetByteCount(key) > MaxKeyBytes)
        {
            throw new ServiceError(400, "KeyTooLongError", "Your key is too long");
        }
    }

    private StoredObject Store(
        ReadOnlyMemory<byte> content, Checksum checksum, IReadOnlyList<KeyValuePair<string, string>> headers) => new()
        {
            Content = content,
            ETag = StoredObject.ETagOf(content.Span),
            Checksum = checksum,
            LastModified = clock.WireSecond,
            Headers = headers,
        };
}
