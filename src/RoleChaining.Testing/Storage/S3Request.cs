using System.Text;

namespace RoleChaining.Testing;

/// <summary>Which of S3's operations a request is, on what.</summary>
internal sealed class S3Request
{
    // What may stand in a query beside the operation; anything else (acl, uploads, versioning …) is an operation that is not here.
    private static readonly HashSet<string> KnownQuery = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-id", "list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type", "fetch-owner", "max-buckets",
    };

    private S3Request(string action, string bucket, string key, IReadOnlyDictionary<string, string> query)
    {
        Action = action;
        Bucket = bucket;
        Key = key;
        Query = query;
    }

    /// <summary>Empty when the server does not have it.</summary>
    public string Action { get; }

    public string Bucket { get; }

    public string Key { get; }

    public IReadOnlyDictionary<string, string> Query { get; }

    /// <exception cref="ServiceError">The path or the query is not one.</exception>
    public static S3Request Read(WireRequest request)
    {
        string path = Decode(request.Path).TrimStart('/');
        string? bucket = BucketOfHost(request.Headers["Host"] ?? string.Empty);
        string key = path;
        if (bucket is null)
        {
            int slash = path.IndexOf('/', StringComparison.Ordinal);
            bucket = slash < 0 ? path : path[..slash];
            key = slash < 0 ? string.Empty : path[(slash + 1)..];
        }

        Dictionary<string, string> query = ReadQuery(request.Query);
        bool known = query.Keys.All(name => KnownQuery.Contains(name) || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase))
            && request.Headers["x-amz-copy-source"] is null;
        return new(known ? ActionOf(request.Method, bucket, key, query) : string.Empty, bucket, key, query);
    }

    private static string ActionOf(string method, string bucket, string key, Dictionary<string, string> query) =>
        (method, bucket, key) switch
    {
        ("GET", "", _) => "ListBuckets",
        (_, "", _) => string.Empty,
        ("PUT", _, "") => "CreateBucket",
        ("HEAD", _, "") => "HeadBucket",
        ("GET", _, "") => query.GetValueOrDefault("list-type") == "2" ? "ListObjectsV2" : string.Empty,
        (_, _, "") => string.Empty,
        ("PUT", _, _) => "PutObject",
        ("GET", _, _) => "GetObject",
        ("HEAD", _, _) => "HeadObject",
        ("DELETE", _, _) => "DeleteObject",
        _ => string.Empty,
    };

    // bucket.sts-1.local or bucket.localhost: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    private static string? BucketOfHost(string host)
    {
        string name = host.Split(':')[0];
        foreach (string suffix in (ReadOnlySpan<string>)[".local", ".localhost"])
        {
            if (!name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            string before = name[..^suffix.Length];
            int server = suffix == ".local" ? before.LastIndexOf('.') : before.Length;
            return server > 0 ? before[..server] : null;
        }

        return null;
    }

    private static Dictionary<string, string> ReadQuery(string query)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (!values.TryAdd(Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? string.Empty : Decode(pair[(equals + 1)..])))
                throw new ServiceError(400, "InvalidArgument", "A query parameter is repeated.");
        }

        return values;
    }

    private static string Decode(string text) =>
        PercentEncoding.TryDecode(Encoding.UTF8.GetBytes(text), plusIsSpace: false, out string? decoded)
        ? decoded
        : throw new ServiceError(400, "InvalidURI", "Couldn't parse the specified URI.");
}
