using System.Text;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>AWS's own Signature Version 4 cases, where they are on the machine.</summary>
public sealed class SigV4VectorTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases()
    {
        if (Folder() is not { } folder)
        {
            return [new TheoryDataRow<string, string>(string.Empty, string.Empty).WithSkip("AWS's vectors (../shared/cases/sigv4) are not on this machine.")];
        }

        return from directory in Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
               from form in (string[])["header", "query"]
               select new TheoryDataRow<string, string>(Path.GetFileName(directory), form);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_signed_request_is_accepted_and_refused_with_one_byte_changed(string name, string form)
    {
        Vector vector = Vector.Read(Path.Combine(Folder()!, name), form);
        SigV4Authorization authorization = SigV4Authorization.Read(vector.Request());

        Assert.Equal(vector.CanonicalRequest, vector.Canonical(authorization));
        Assert.Equal(vector.StringToSign, SigV4.StringToSign(authorization, vector.CanonicalRequest));
        Assert.Equal(vector.Signature, authorization.Signature);
        Assert.True(vector.IsAccepted(vector.Request()));
        SigV4.CheckTime(authorization, authorization.Expires ?? SigV4.Window, vector.Time);
        Assert.False(vector.IsAccepted(vector.Request(method: "PUT")));
        Assert.False(vector.IsAccepted(vector.Request(change: text => text.Replace("example.amazonaws.com", "example.amazonaws.con", StringComparison.Ordinal))));
        Assert.False(vector.IsAccepted(vector.Request(change: text => text.Replace(vector.Signature, Flip(vector.Signature), StringComparison.Ordinal))));
        Assert.False(vector.IsAccepted(vector.Request(body: "Param1=value2")));
        Assert.False(vector.IsAccepted(vector.Request(path: "x")));
    }

    [Theory]
    [InlineData(-15, true)]
    [InlineData(15, true)]
    [InlineData(-16, false)]
    [InlineData(16, false)]
    public void A_signature_holds_for_fifteen_minutes_either_way(int minutes, bool holds)
    {
        WireHeaders headers = new();
        headers.Add("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00");
        headers.Add("X-Amz-Date", "20150830T123600Z");
        SigV4Authorization authorization = SigV4Authorization.Read(new WireRequest("GET", "/", headers, default));
        DateTimeOffset now = new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero).AddMinutes(minutes);

        Exception? refusal = Record.Exception(() => SigV4.CheckTime(authorization, SigV4.Window, now));

        Assert.Equal(holds, refusal is null);
    }

    private static string Flip(string signature) => signature[..^1] + (signature[^1] == '0' ? '1' : '0');

    private static string? Folder() => OpenCases.Find("sigv4");

    private sealed class Vector
    {
        private readonly string _signedRequest;
        private readonly string _secret;
        private readonly PathStyle _pathStyle;
        private readonly bool _tokenLeftOut;

        private Vector(string signedRequest, string secret, bool normalize, bool tokenLeftOut)
        {
            _signedRequest = signedRequest;
            _secret = secret;
            _pathStyle = normalize ? PathStyle.Normalized : PathStyle.Unnormalized;
            _tokenLeftOut = tokenLeftOut;
        }

        public required string CanonicalRequest { get; init; }

        public required string StringToSign { get; init; }

        public required string Signature { get; init; }

        public required DateTimeOffset Time { get; init; }

        public static Vector Read(string folder, string form)
        {
            using JsonDocument context = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "context.json")));
            JsonElement root = context.RootElement;
            string Text(string part) => File.ReadAllText(Path.Combine(folder, $"{form}-{part}.txt")).ReplaceLineEndings("\n");
            return new(
                Text("signed-request"),
                root.GetProperty("credentials").GetProperty("secret_access_key").GetString()!,
                root.GetProperty("normalize").GetBoolean(),
                root.TryGetProperty("omit_session_token", out JsonElement omit) && omit.GetBoolean())
            {
                CanonicalRequest = Text("canonical-request"),
                StringToSign = Text("string-to-sign"),
                Signature = Text("signature").Trim(),
                Time = root.GetProperty("timestamp").GetDateTimeOffset(),
            };
        }

        public WireRequest Request(string? method = null, string? body = null, string? path = null, Func<string, string>? change = null)
        {
            string text = (change?.Invoke(_signedRequest) ?? _signedRequest).TrimStart('\n');
            int end = text.IndexOf("\n\n", StringComparison.Ordinal);
            string[] lines = (end < 0 ? text : text[..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            string line = lines[0];
            string target = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..line.LastIndexOf(' ')];
            int question = target.IndexOf('?', StringComparison.Ordinal);
            if (path is not null)
            {
                target = question < 0 ? target + path : target.Insert(question, path);
            }

            WireHeaders headers = new();
            string? name = null;
            StringBuilder value = new();
            foreach (string header in lines[1..])
            {
                if (char.IsWhiteSpace(header[0]))
                {
                    value.Append('\n').Append(header);
                    continue;
                }

                if (name is not null)
                {
                    headers.Add(name, value.ToString());
                }

                name = header[..header.IndexOf(':', StringComparison.Ordinal)];
                value.Clear().Append(header.AsSpan(name.Length + 1));
            }

            headers.Add(name!, value.ToString());
            return new(method ?? line[..line.IndexOf(' ', StringComparison.Ordinal)], target, headers, Encoding.UTF8.GetBytes(body ?? (end < 0 ? string.Empty : text[(end + 2)..])));
        }

        public string Canonical(SigV4Authorization authorization)
        {
            WireRequest request = Request();
            string hash = SigV4.Hash(request.Body.Span);
            return _tokenLeftOut && authorization.Expires is not null
                ? Testing.CanonicalRequest.Build(request, authorization.SignedHeaders, hash, _pathStyle, "X-Amz-Signature", "X-Amz-Security-Token")
                : Testing.CanonicalRequest.Build(request, authorization.SignedHeaders, hash, _pathStyle, "X-Amz-Signature");
        }

        public bool IsAccepted(WireRequest request) =>
            SigV4.IsSignedWith(_secret, request, SigV4Authorization.Read(request), SigV4.Hash(request.Body.Span), _pathStyle);
    }
}
