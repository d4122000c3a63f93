using System.Globalization;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and ListBuckets.</summary>
internal static class S3Listing
{
    private const int MaxKeys = 1000;

    public static WireResponse Buckets(string owner, IEnumerable<Bucket> buckets) => S3Xml.Success("ListAllMyBucketsResult", xml =>
    {
        xml.WriteStartElement("Owner", S3Xml.Namespace);
        S3Xml.Write(xml, "ID", owner);
        xml.WriteEndElement();
        xml.WriteStartElement("Buckets", S3Xml.Namespace);
        foreach (Bucket bucket in buckets)
        {
            xml.WriteStartElement("Bucket", S3Xml.Namespace);
            S3Xml.Write(xml, "Name", bucket.Name);
            S3Xml.Write(xml, "CreationDate", Time(bucket.Created));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    public static WireResponse Objects(Bucket bucket, S3Request request)
    {
        string prefix = request.Query.GetValueOrDefault("prefix", string.Empty);
        string delimiter = request.Query.GetValueOrDefault("delimiter", string.Empty);
        string? token = request.Query.GetValueOrDefault("continuation-token");
        string after = token is null ? request.Query.GetValueOrDefault("start-after", string.Empty) : FromToken(token);
        bool encode = request.Query.GetValueOrDefault("encoding-type") == "url";
        int limit = MaxKeys;
        if (request.Query.TryGetValue("max-keys", out string? text)
            && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
        {
            throw Invalid("max-keys");
        }

        Page page = Page.Create(bucket.List(prefix), prefix, delimiter, after, Math.Min(limit, MaxKeys));
        return S3Xml.Success("ListBucketResult", xml =>
        {
            S3Xml.Write(xml, "Name", bucket.Name);
            S3Xml.Write(xml, "Prefix", Encode(prefix));
            if (delimiter.Length > 0)
                S3Xml.Write(xml, "Delimiter", Encode(delimiter));
            S3Xml.Write(xml, "MaxKeys", Math.Min(limit, MaxKeys).ToString(CultureInfo.InvariantCulture));
            S3Xml.Write(xml, "KeyCount", (page.Objects.Count + page.Prefixes.Count).ToString(CultureInfo.InvariantCulture));
            S3Xml.Write(xml, "IsTruncated", page.Last is null ? "false" : "true");
            if (encode)
                S3Xml.Write(xml, "EncodingType", "url");
            if (token is not null)
                S3Xml.Write(xml, "ContinuationToken", token);
            if (page.Last is { } last)
                S3Xml.Write(xml, "NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(last)));
            foreach ((string key, StoredObject stored) in page.Objects)
            {
                xml.WriteStartElement("Contents", S3Xml.Namespace);
                S3Xml.Write(xml, "Key", Encode(key));
                S3Xml.Write(xml, "LastModified", Time(stored.LastModified));
                S3Xml.Write(xml, "ETag", stored.ETag);
                S3Xml.Write(xml, "Size", stored.Content.Length.ToString(CultureInfo.InvariantCulture));
                S3Xml.Write(xml, "StorageClass", "STANDARD");
                xml.WriteEndElement();
            }

            foreach (string common in page.Prefixes)
            {
                xml.WriteStartElement("CommonPrefixes", S3Xml.Namespace);
                S3Xml.Write(xml, "Prefix", Encode(common));
                xml.WriteEndElement();
            }
        });

        string Encode(string value) => encode ? Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal) : value;
    }

    private static string FromToken(string token)
    {
        byte[] bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw Invalid("continuation token");
    }

    private static ServiceError Invalid(string what) => new(400, "InvalidArgument", $"The {what} provided is incorrect");

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed record Page(List<KeyValuePair<string, StoredObject>> Objects, List<string> Prefixes)
    {
        /// <summary>Where the next page goes on; null when there is none.</summary>
        public string? Last { get; private set; }

        public static Page Create(
            IReadOnlyList<KeyValuePair<string, StoredObject>> all, string prefix, string delimiter, string after, int limit)
        {
            Page page = new([], []);
            string? last = null;
            foreach (KeyValuePair<string, StoredObject> item in all)
            {
                // Keys that share what stands before the delimiter are one entry, which counts once and is passed over whole.
                int cut = delimiter.Length == 0 ? -1 : item.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
                string entry = cut < 0 ? item.Key : item.Key[..(cut + delimiter.Length)];
                if (string.CompareOrdinal(entry, after) <= 0 || entry == last)
                    continue;
                if (page.Objects.Count + page.Prefixes.Count >= limit)
                {
                    page.Last = limit > 0 ? last : null;
                    break;
                }

                last = entry;
                if (cut < 0)
                    page.Objects.Add(item);
                else
                    page.Prefixes.Add(entry);
            }

            return page;
        }
    }
}
