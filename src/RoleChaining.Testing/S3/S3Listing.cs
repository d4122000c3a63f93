using System.Globalization;
using System.Text;
using System.Xml;

namespace RoleChaining.Testing;

/// <summary>ListBuckets, https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html and its second version.</summary>
internal static class S3Listing
{
    private const int MaxKeys = 1000;

    public static WireResponse Buckets(string owner, IEnumerable<Bucket> buckets) => S3Xml.Success("ListAllMyBucketsResult", xml =>
    {
        WriteOwner(xml, owner);
        xml.WriteStartElement("Buckets", S3Xml.Namespace);
        foreach (Bucket bucket in buckets)
        {
            xml.WriteStartElement("Bucket", S3Xml.Namespace);
            S3Xml.Write(xml, "Name", bucket.Name);
            S3Xml.Write(xml, "CreationDate", S3Xml.Time(bucket.Created));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    public static WireResponse Objects(Bucket bucket, S3Request request)
    {
        string marker = request.Query.GetValueOrDefault("marker", string.Empty);
        return List(bucket, request, marker, withOwner: true, (xml, page, delimiter, encode) =>
        {
            S3Xml.Write(xml, "Marker", S3Xml.Key(marker, encode));

            // Without a delimiter the last key is the next marker, and S3 does not repeat it.
            if (page.Last is { } last && delimiter.Length > 0)
            {
                S3Xml.Write(xml, "NextMarker", S3Xml.Key(last, encode));
            }
        });
    }

    public static WireResponse ObjectsV2(Bucket bucket, S3Request request)
    {
        string? token = request.Query.GetValueOrDefault("continuation-token");
        string start = request.Query.GetValueOrDefault("start-after", string.Empty);
        string after = token is null ? start : FromToken(token);
        bool withOwner = request.Query.GetValueOrDefault("fetch-owner") == "true";
        return List(bucket, request, after, withOwner, (xml, page, _, encode) =>
        {
            S3Xml.Write(xml, "KeyCount", (page.Objects.Count + page.Prefixes.Count).ToString(CultureInfo.InvariantCulture));
            if (start.Length > 0)
            {
                S3Xml.Write(xml, "StartAfter", S3Xml.Key(start, encode));
            }

            if (token is not null)
            {
                S3Xml.Write(xml, "ContinuationToken", token);
            }

            if (page.Last is { } last)
            {
                S3Xml.Write(xml, "NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(last)));
            }
        });
    }

    private static WireResponse List(
        Bucket bucket, S3Request request, string after, bool withOwner, Action<XmlWriter, S3Page, string, bool> writePosition)
    {
        string prefix = request.Query.GetValueOrDefault("prefix", string.Empty);
        string delimiter = request.Query.GetValueOrDefault("delimiter", string.Empty);
        int limit = Math.Min(request.Number("max-keys") ?? MaxKeys, MaxKeys);
        bool encode = request.Query.GetValueOrDefault("encoding-type") == "url";
        S3Page page = S3Page.Create(bucket.List(prefix), prefix, delimiter, after, limit);
        return S3Xml.Success("ListBucketResult", xml =>
        {
            S3Xml.Write(xml, "Name", bucket.Name);
            S3Xml.Write(xml, "Prefix", S3Xml.Key(prefix, encode));
            if (delimiter.Length > 0)
            {
                S3Xml.Write(xml, "Delimiter", S3Xml.Key(delimiter, encode));
            }

            S3Xml.Write(xml, "MaxKeys", limit.ToString(CultureInfo.InvariantCulture));
            S3Xml.Write(xml, "IsTruncated", page.Last is null ? "false" : "true");
            if (encode)
            {
                S3Xml.Write(xml, "EncodingType", "url");
            }

            writePosition(xml, page, delimiter, encode);
            foreach ((string key, StoredObject stored) in page.Objects)
            {
                WriteContents(xml, S3Xml.Key(key, encode), stored, withOwner ? bucket.Owner : null);
            }

            foreach (string common in page.Prefixes)
            {
                xml.WriteStartElement("CommonPrefixes", S3Xml.Namespace);
                S3Xml.Write(xml, "Prefix", S3Xml.Key(common, encode));
                xml.WriteEndElement();
            }
        });
    }

    private static void WriteContents(XmlWriter xml, string key, StoredObject stored, string? owner)
    {
        xml.WriteStartElement("Contents", S3Xml.Namespace);
        S3Xml.Write(xml, "Key", key);
        S3Xml.Write(xml, "LastModified", S3Xml.Time(stored.LastModified));
        S3Xml.Write(xml, "ETag", stored.ETag);
        S3Xml.Write(xml, "ChecksumAlgorithm", stored.Checksum.Algorithm.Name);
        S3Xml.Write(xml, "ChecksumType", stored.Checksum.Type);
        S3Xml.Write(xml, "Size", stored.Content.Length.ToString(CultureInfo.InvariantCulture));
        if (owner is not null)
        {
            WriteOwner(xml, owner);
        }

        S3Xml.Write(xml, "StorageClass", "STANDARD");
        xml.WriteEndElement();
    }

    private static void WriteOwner(XmlWriter xml, string owner)
    {
        xml.WriteStartElement("Owner", S3Xml.Namespace);
        S3Xml.Write(xml, "ID", owner);
        xml.WriteEndElement();
    }

    private static string FromToken(string token)
    {
        byte[] bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw S3Errors.InvalidArgument("The continuation token provided is incorrect");
    }
}
