using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace RoleChaining.Http;

/// <summary>
/// The signature of one request, in its <c>Authorization</c> header. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">create a signed request</see>.
/// </summary>
internal static class SigV4Signature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// <summary>Signs the request, which may have been signed before.</summary>
    public static void Sign(
        HttpRequestMessage request, byte[] body, ImmutableCredentials session, string service, string region, DateTimeOffset now)
    {
        Uri uri = request.RequestUri ?? throw new InvalidOperationException("A request without an address cannot be signed.");
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string hash = Convert.ToHexStringLower(SHA256.HashData(body));
        request.Headers.Remove("Authorization");
        Set(request, "X-Amz-Date", time);
        Set(request, "X-Amz-Content-Sha256", hash);
        Set(request, "X-Amz-Security-Token", session.UseToken ? session.Token : null);

        SortedDictionary<string, string> headers = HeadersOf(request, uri);
        string names = string.Join(';', headers.Keys);
        string canonical = string.Join(
            '\n',
            request.Method.Method,
            Path(uri, isS3: service is "s3" or "s3-object-lambda"),
            Query(uri),
            string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")),
            names,
            hash);
        string scope = $"{time[..8]}/{region}/{service}/aws4_request";
        string hashed = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        string text = string.Join('\n', Algorithm, time, scope, hashed);
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + session.SecretKey);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={session.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    /// <summary>The path as it is signed: encoded once more than it is sent; for S3, whose keys may hold anything, encoded once.</summary>
    public static string Path(Uri uri, bool isS3)
    {
        string path = uri.AbsolutePath;
        if (isS3)
        {
            return Encode(Uri.UnescapeDataString(path), keepSlash: true);
        }

        string joined = string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        bool endsInSlash = joined.Length > 0 && path.EndsWith('/');
        return "/" + Encode(joined, keepSlash: true) + (endsInSlash ? "/" : "");
    }

    /// <summary>The query as it is signed: names and values encoded in one way, and in order.</summary>
    public static string Query(Uri uri) => string.Join('&', uri.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Reencode(pair[0]), Value: pair.Length > 1 ? Reencode(pair[1]) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    // Proxies change other headers.
    private static SortedDictionary<string, string> HeadersOf(HttpRequestMessage request, Uri uri)
    {
        SortedDictionary<string, string> headers = new(StringComparer.Ordinal)
        {
            ["host"] = request.Headers.Host ?? (uri.IsDefaultPort ? HostOf(uri) : $"{HostOf(uri)}:{uri.Port}"),
        };
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in request.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                headers[name.ToLowerInvariant()] = Trim(values.ToString());
            }
        }

        if (request.Content?.Headers.NonValidated.TryGetValues("Content-Type", out System.Net.Http.Headers.HeaderStringValues type) == true)
        {
            headers["content-type"] = Trim(type.ToString());
        }

        return headers;
    }

    private static string HostOf(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static string Trim(string value) => string.Join(' ', value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static string Reencode(string encoded) => Encode(Uri.UnescapeDataString(encoded), keepSlash: false);

    private static string Encode(string text, bool keepSlash)
    {
        StringBuilder encoded = new(text.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (Unreserved.Contains((char)b, StringComparison.Ordinal) || (keepSlash && b == '/'))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return encoded.ToString();
    }
}
