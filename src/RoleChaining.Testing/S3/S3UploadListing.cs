using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html and
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
/// </summary>
internal static class S3UploadListing
{
    private const int MaxItems = 1000;

    public static WireResponse Parts(S3Call call, MultipartUpload upload, IReadOnlyDictionary<int, StoredObject> parts)
    {
        int after = call.Request.Number("part-number-marker") ?? 0;
        int limit = Math.Min(call.Request.Number("max-parts") ?? MaxItems, MaxItems);
        List<KeyValuePair<int, StoredObject>> rest = [.. parts.Where(part => part.Key > after)];
        List<KeyValuePair<int, StoredObject>> page = [.. rest.Take(limit)];
        return S3Xml.Success("ListPartsResult", xml =>
        {
            S3Xml.Write(xml, "Bucket", call.Request.Bucket);
            S3Xml.Write(xml, "Key", upload.Key);
            S3Xml.Write(xml, "UploadId", upload.Id);
            S3Xml.Write(xml, "PartNumberMarker", Text(after));
            S3Xml.Write(xml, "NextPartNumberMarker", Text(page.Count > 0 ? page[^1].Key : after));
            S3Xml.Write(xml, "MaxParts", Text(limit));
            S3Xml.Write(xml, "IsTruncated", page.Count < rest.Count ? "true" : "false");
            if (upload.Algorithm is { } algorithm)
            {
                S3Xml.Write(xml, "ChecksumAlgorithm", algorithm.Name);
                S3Xml.Write(xml, "ChecksumType", upload.IsComposite ? "COMPOSITE" : "FULL_OBJECT");
            }

            foreach ((int number, StoredObject part) in page)
            {
                xml.WriteStartElement("Part", S3Xml.Namespace);
                S3Xml.Write(xml, "PartNumber", Text(number));
                S3Xml.Write(xml, "LastModified", S3Xml.Time(part.LastModified));
                S3Xml.Write(xml, "ETag", part.ETag);
                S3Xml.Write(xml, "Size", Text(part.Content.Length));
                S3Xml.Write(xml, part.Checksum.Algorithm.Element, part.Checksum.Value);
                xml.WriteEndElement();
            }
        });
    }

    public static WireResponse Uploads(S3Call call, Bucket bucket)
    {
        S3Request request = call.Request;
        string prefix = request.Query.GetValueOrDefault("prefix", string.Empty);
        string keyMarker = request.Query.GetValueOrDefault("key-marker", string.Empty);
        string idMarker = request.Query.GetValueOrDefault("upload-id-marker", string.Empty);
        int limit = Math.Min(request.Number("max-uploads") ?? MaxItems, MaxItems);
        bool encode = request.Query.GetValueOrDefault("encoding-type") == "url";
        List<MultipartUpload> rest = [.. bucket.Uploads(prefix).Where(upload => IsAfter(upload, keyMarker, idMarker))];
        List<MultipartUpload> page = [.. rest.Take(limit)];
        return S3Xml.Success("ListMultipartUploadsResult", xml =>
        {
            S3Xml.Write(xml, "Bucket", bucket.Name);
            S3Xml.Write(xml, "KeyMarker", S3Xml.Key(keyMarker, encode));
            S3Xml.Write(xml, "UploadIdMarker", idMarker);
            S3Xml.Write(xml, "Prefix", S3Xml.Key(prefix, encode));
            S3Xml.Write(xml, "MaxUploads", Text(limit));
            S3Xml.Write(xml, "IsTruncated", page.Count < rest.Count ? "true" : "false");
            if (encode)
            {
                S3Xml.Write(xml, "EncodingType", "url");
            }

            if (page.Count < rest.Count && page.Count > 0)
            {
                S3Xml.Write(xml, "NextKeyMarker", S3Xml.Key(page[^1].Key, encode));
                S3Xml.Write(xml, "NextUploadIdMarker", page[^1].Id);
            }

            foreach (MultipartUpload upload in page)
            {
                xml.WriteStartElement("Upload", S3Xml.Namespace);
                S3Xml.Write(xml, "Key", S3Xml.Key(upload.Key, encode));
                S3Xml.Write(xml, "UploadId", upload.Id);
                S3Xml.Write(xml, "StorageClass", "STANDARD");
                S3Xml.Write(xml, "Initiated", S3Xml.Time(upload.Initiated));
                xml.WriteEndElement();
            }
        });
    }

    private static bool IsAfter(MultipartUpload upload, string keyMarker, string idMarker)
    {
        int order = string.CompareOrdinal(upload.Key, keyMarker);
        return order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(upload.Id, idMarker) > 0);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
