using System.Text;
using System.Xml.Linq;
using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>Sends what no SDK would, signed or not, straight to the engine.</summary>
internal static class RawSts
{
    public static readonly IReadOnlyDictionary<string, string> AssumeHub = new Dictionary<string, string>
    {
        ["Action"] = "AssumeRole",
        ["Version"] = "2011-06-15",
        ["RoleArn"] = The.Hub,
        ["RoleSessionName"] = "tests",
    };

    /// <summary>The answer's status, error code and message; code and message are empty for success.</summary>
    public static (int Status, string Code, string Message) Send(LocalSts sts, WireRequest request)
    {
        WireResponse response = sts.Engine.Complete(sts.Engine.Begin(request));
        if (response.Status == 200)
        {
            return (200, string.Empty, string.Empty);
        }

        XElement error = XDocument.Parse(Encoding.UTF8.GetString(response.Body.Span)).Root!;
        return (response.Status, Text(error, "Code"), Text(error, "Message"));
    }

    public static WireRequest Form(ImmutableCredentials? signer, IEnumerable<KeyValuePair<string, string>> parameters, Signing? how = null) =>
        Form(signer, string.Join('&', parameters.Select(pair => Uri.EscapeDataString(pair.Key) + "=" + Uri.EscapeDataString(pair.Value))), how);

    public static WireRequest Form(ImmutableCredentials? signer, string body, Signing? how = null) =>
        Sign(signer, "POST", "/", Encoding.UTF8.GetBytes(body), [new("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], how);

    public static WireRequest Sign(
        ImmutableCredentials? signer, string method, string target, byte[] body, IEnumerable<KeyValuePair<string, string>> headers, Signing? how = null)
    {
        how ??= new();
        List<KeyValuePair<string, string>> lines = [new("Host", "sts.test"), .. headers];
        if (signer is null)
        {
            return new(method, target, Headers(lines), body);
        }

        string time = SigV4Authorization.FormatTime(how.Time ?? TimeProvider.System.GetUtcNow());
        lines.Add(new("X-Amz-Date", time));
        if (signer.Token is { Length: > 0 } token)
        {
            lines.Add(new("X-Amz-Security-Token", token));
        }

        string signed = string.Join(';', lines.Select(line => line.Key.ToUpperInvariant().ToLowerInvariant()).Where(name => !how.Unsigned.Contains(name)).Order(StringComparer.Ordinal));
        string scope = $"{signer.AccessKey}/{how.Date ?? time[..8]}/{how.Region}/{how.Service}/{how.Terminator}";
        string Header(string signature) => $"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={signed}, Signature={signature}";
        WireRequest unsigned = new(method, target, Headers([.. lines, new("Authorization", Header("0"))]), body);
        SigV4Authorization authorization = SigV4Authorization.Read(unsigned);
        bool s3 = how.Service == "s3";
        string hash = s3 ? S3Payload.DeclaredHash(unsigned, authorization) : SigV4.Hash(body);
        string canonical = CanonicalRequest.Build(unsigned, authorization.SignedHeaders, hash, s3 ? PathStyle.DecodedOnce : PathStyle.Normalized);
        string signature = SigV4.Sign(signer.SecretKey, authorization.Scope, SigV4.StringToSign(authorization, canonical));
        return new(method, target, Headers([.. lines, new("Authorization", Header(signature))]), body);
    }

    /// <summary>A presigned GetCallerIdentity, as the tokens of EKS are.</summary>
    public static WireRequest Presign(ImmutableCredentials signer, DateTimeOffset time, int expires)
    {
        string stamp = SigV4Authorization.FormatTime(time);
        string scope = Uri.EscapeDataString($"{signer.AccessKey}/{stamp[..8]}/us-east-1/sts/aws4_request");
        string target = "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + scope
            + $"&X-Amz-Date={stamp}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=";
        KeyValuePair<string, string>[] headers = [new("Host", "sts.test")];
        WireRequest unsigned = new("GET", target + "0", Headers(headers), Array.Empty<byte>());
        SigV4Authorization authorization = SigV4Authorization.Read(unsigned);
        string canonical = CanonicalRequest.Build(unsigned, authorization.SignedHeaders, SigV4.EmptyHash, PathStyle.Normalized, "X-Amz-Signature");
        return new("GET", target + SigV4.Sign(signer.SecretKey, authorization.Scope, SigV4.StringToSign(authorization, canonical)), Headers(headers), Array.Empty<byte>());
    }

    private static WireHeaders Headers(IEnumerable<KeyValuePair<string, string>> lines)
    {
        WireHeaders headers = new();
        foreach ((string name, string value) in lines)
        {
            headers.Add(name, value);
        }

        return headers;
    }

    private static string Text(XElement root, string name) => root.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? string.Empty;

    /// <summary>How to sign, right unless a test says otherwise.</summary>
    internal sealed record Signing
    {
        public string Service { get; init; } = "sts";

        public string Region { get; init; } = "us-east-1";

        public string Terminator { get; init; } = "aws4_request";

        public string? Date { get; init; }

        public DateTimeOffset? Time { get; init; }

        public IReadOnlyList<string> Unsigned { get; init; } = [];
    }
}
