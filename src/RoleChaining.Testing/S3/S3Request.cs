using System.Globalization;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>Which of S3's operations a request is, on what.</summary>
internal sealed class S3Request
{
    private readonly WireRequest _request;

    private S3Request(WireRequest request, string bucket, string key, IReadOnlyDictionary<string, string> query)
    {
        _request = request;
        Bucket = bucket;
        Key = key;
        Query = query;
        S3Scope scope = bucket.Length == 0 ? S3Scope.Service : key.Length == 0 ? S3Scope.Bucket : S3Scope.Object;
        Operation = S3Operation.Find(request.Method, scope, query, Header("x-amz-copy-source") is not null);
        Name = S3Elsewhere.Find(request.Method, scope, query.Keys.Where(name => Operation?.MayHaveQuery(name) != true))
            ?? Operation?.Name
            ?? (request.Method == "POST" && scope == S3Scope.Bucket ? S3Elsewhere.Form : string.Empty);
    }

    /// <summary>Null when it is not here.</summary>
    public S3Operation? Operation { get; }

    /// <summary>AWS's name for what is asked, here or not; empty when the request is none of S3's.</summary>
    public string Name { get; }

    public string Bucket { get; }

    public string Key { get; }

    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>AWS's own headers by name, those that a presigned URL carries in its query too.</summary>
    public IEnumerable<string> HeaderNames =>
        _request.Headers.Select(header => header.Key).Concat(Query.Keys)
            .Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase));

    /// <exception cref="ServiceError">The path or the query is not one.</exception>
    public static S3Request Read(WireRequest request)
    {
        string path = Decode(request.Path).TrimStart('/');
        string? bucket = BucketOfHost(request.Headers["Host"] ?? string.Empty);
        string key = path;
        if (bucket is null)
        {
            (bucket, key) = SplitPath(path);
        }

        return new(request, bucket, key, ReadQuery(request.Query));
    }

    public static (string Bucket, string Key) SplitPath(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, string.Empty) : (path[..slash], path[(slash + 1)..]);
    }

    /// <summary>A header, or for a presigned URL the query parameter in its place.</summary>
    public string? Header(string name)
    {
        if (_request.Headers[name] is { } header)
        {
            return header;
        }

        foreach ((string parameter, string value) in Query)
        {
            if (string.Equals(parameter, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A parameter that counts.</summary>
    /// <exception cref="ServiceError">It is no number.</exception>
    public int? Number(string name)
    {
        if (!Query.TryGetValue(name, out string? text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw S3Errors.InvalidArgument($"Provided {name} not an integer or within integer range");
    }

    /// <exception cref="ServiceError">The text is not what a client encodes.</exception>
    public static string Decode(string text) =>
        PercentEncoding.TryDecode(Encoding.UTF8.GetBytes(text), plusIsSpace: false, out string? decoded)
        ? decoded
        : throw new ServiceError(400, "InvalidURI", "Couldn't parse the specified URI.");

    // bucket.sts-1.local or bucket.localhost: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    private static string? BucketOfHost(string host)
    {
        string name = host.Split(':')[0];
        foreach (string suffix in (ReadOnlySpan<string>)[".local", ".localhost"])
        {
            if (!name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

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
            {
                throw new ServiceError(400, "InvalidArgument", "A query parameter is repeated.");
            }
        }

        return values;
    }
}
