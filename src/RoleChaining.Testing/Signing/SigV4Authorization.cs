using System.Globalization;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>The claims of a signed request, from its <c>Authorization</c> header or, presigned, from its query string.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
internal sealed class SigV4Authorization
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private const string BasicFormat = "yyyyMMdd'T'HHmmss'Z'";

    private SigV4Authorization(CredentialScope scope, string[] signedHeaders, string signature, DateTimeOffset time, string? token)
    {
        Scope = scope;
        SignedHeaders = signedHeaders;
        Signature = signature;
        Time = time;
        SecurityToken = token;
    }

    public CredentialScope Scope { get; }

    public string[] SignedHeaders { get; }

    public string Signature { get; }

    public DateTimeOffset Time { get; }

    public string? SecurityToken { get; }

    /// <summary>How long a presigned request lives; null for one signed in its header.</summary>
    public TimeSpan? Expires { get; private init; }

    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(BasicFormat, CultureInfo.InvariantCulture);

    /// <summary>Who says they signed, without any proof; null when nobody does.</summary>
    public static CredentialScope? PeekScope(WireRequest request)
    {
        if (request.Headers["Authorization"] is { } header)
        {
            return CredentialScope.Parse(HeaderFields(header).GetValueOrDefault("Credential", string.Empty));
        }

        return QueryFields(request).TryGetValue("X-Amz-Credential", out string? credential) ? CredentialScope.Parse(credential) : null;
    }

    /// <exception cref="ServiceError">The request is unsigned, or its signature cannot be read.</exception>
    public static SigV4Authorization Read(WireRequest request)
    {
        List<string> headers = request.Headers.All("Authorization");
        if (headers.Count > 1)
        {
            throw Incomplete("Authorization header is repeated.");
        }

        return headers.Count == 1 ? ReadHeader(request, headers[0]) : ReadQuery(request);
    }

    private static SigV4Authorization ReadHeader(WireRequest request, string header)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw Incomplete($"Unsupported AWS 'algorithm': '{header.Split(' ')[0]}'.");
        }

        Dictionary<string, string> fields = HeaderFields(header);
        string? time = request.Headers["X-Amz-Date"] ?? request.Headers["Date"];
        StringBuilder missing = new();
        foreach (string field in (string[])["Credential", "Signature", "SignedHeaders"])
        {
            if (!fields.ContainsKey(field))
            {
                missing.Append(CultureInfo.InvariantCulture, $"Authorization header requires '{field}' parameter. ");
            }
        }

        if (time is null)
        {
            missing.Append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }

        if (missing.Length > 0)
        {
            throw Incomplete(missing + "Authorization=" + Algorithm);
        }

        return new(
            ParseScope(fields["Credential"]),
            ParseSignedHeaders(fields["SignedHeaders"]),
            fields["Signature"],
            ParseTime(time!),
            request.Headers["X-Amz-Security-Token"]);
    }

    private static SigV4Authorization ReadQuery(WireRequest request)
    {
        Dictionary<string, string> fields = QueryFields(request);
        if (!fields.ContainsKey("X-Amz-Algorithm") && !fields.ContainsKey("X-Amz-Signature"))
        {
            throw new ServiceError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }

        StringBuilder missing = new();
        foreach (
            string field in (string[])["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date", "X-Amz-Expires"])
        {
            if (!fields.ContainsKey(field))
            {
                missing.Append(CultureInfo.InvariantCulture, $"AWS query-string parameters must include '{field}'. ");
            }
        }

        if (missing.Length > 0)
        {
            throw Incomplete(missing + "Re-examine the query-string parameters.");
        }

        if (fields["X-Amz-Algorithm"] != Algorithm)
        {
            throw Incomplete($"Unsupported AWS 'algorithm': '{fields["X-Amz-Algorithm"]}'.");
        }

        if (!int.TryParse(fields["X-Amz-Expires"], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds > 604800)
        {
            throw Incomplete("X-Amz-Expires must be a number of seconds, at most a week (604800).");
        }

        return new(
            ParseScope(fields["X-Amz-Credential"]),
            ParseSignedHeaders(fields["X-Amz-SignedHeaders"]),
            fields["X-Amz-Signature"],
            ParseTime(fields["X-Amz-Date"]),
            fields.GetValueOrDefault("X-Amz-Security-Token"))
        {
            Expires = TimeSpan.FromSeconds(seconds),
        };
    }

    private static CredentialScope ParseScope(string credential) => CredentialScope.Parse(credential)
        ?? throw Incomplete(
            $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");

    /// <summary>A header is signed once: each naming of it would add all its values to the text that is hashed.</summary>
    private static string[] ParseSignedHeaders(string list)
    {
        string[] names = list.Split(';');
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        return Array.Find(names, name => !seen.Add(name)) is { } repeated
            ? throw Incomplete($"'SignedHeaders' names a header twice: '{repeated}'.")
            : names;
    }

    private static DateTimeOffset ParseTime(string time) =>
        DateTimeOffset.TryParseExact(
            time, [BasicFormat, "R"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed)
            ? parsed
            : throw Incomplete($"Date must be in ISO-8601 'basic format'. Got '{time}'. See http://en.wikipedia.org/wiki/ISO_8601");

    private static Dictionary<string, string> HeaderFields(string header)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        int space = header.IndexOf(' ', StringComparison.Ordinal);
        foreach (string part in space < 0 ? [] : header[space..].Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                fields.TryAdd(part[..equals], part[(equals + 1)..]);
            }
        }

        return fields;
    }

    private static Dictionary<string, string> QueryFields(WireRequest request)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        if (!request.Query.Contains("X-Amz-", StringComparison.Ordinal))
        {
            return fields;
        }

        foreach (string pair in request.Query.Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0
                && pair.StartsWith("X-Amz-", StringComparison.Ordinal)
                && PercentEncoding.TryDecode(Encoding.UTF8.GetBytes(pair[(equals + 1)..]), plusIsSpace: false, out string? value))
            {
                fields.TryAdd(pair[..equals], value);
            }
        }

        return fields;
    }

    private static ServiceError Incomplete(string message) => new(400, "IncompleteSignature", message);
}
