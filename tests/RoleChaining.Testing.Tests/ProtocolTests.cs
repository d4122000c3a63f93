using System.Text;
using System.Xml.Linq;
using Amazon.Runtime;

namespace RoleChaining.Testing;

public sealed class ProtocolTests : IAsyncDisposable
{
    private readonly LocalSts _sts = LocalSts.CreateInMemory();
    private readonly ImmutableCredentials _alice;

    public ProtocolTests()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        _alice = new(alice.AccessKeyId, alice.SecretAccessKey, null);
    }

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Fact]
    public void GET_is_as_good_as_POST()
    {
        WireRequest request = RawSts.Sign(_alice, "GET", "/?Action=GetCallerIdentity&Version=2011-06-15", [], []);

        Assert.Equal(200, RawSts.Send(_sts, request).Status);
    }

    [Theory]
    [InlineData(0, 60, 200)]
    [InlineData(-45, 60, 200)]
    [InlineData(-840, 60, 200)]
    [InlineData(-960, 60, 403)]
    [InlineData(-960, 3600, 403)]
    [InlineData(0, 604801, 400)]
    public void A_presigned_call_is_good_for_fifteen_minutes_whatever_it_says(int signedSecondsAgo, int expires, int status)
    {
        string time = SigV4Authorization.FormatTime(TimeProvider.System.GetUtcNow().AddSeconds(signedSecondsAgo));
        string query = "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + $"&X-Amz-Credential={_alice.AccessKey}%2F{time[..8]}%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date={time}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host";
        WireHeaders headers = new();
        headers.Add("Host", "sts.test");
        string signature = "00";
        if (expires <= 604800)
        {
            WireRequest unsigned = new("GET", "/?" + query + "&X-Amz-Signature=00", headers, default);
            SigV4Authorization authorization = SigV4Authorization.Read(unsigned);
            string canonical = CanonicalRequest.Build(unsigned, authorization.SignedHeaders, SigV4.EmptyHash, PathStyle.Normalized, "X-Amz-Signature");
            signature = SigV4.Sign(_alice.SecretKey, authorization.Scope, SigV4.StringToSign(authorization, canonical));
        }

        Assert.Equal(status, RawSts.Send(_sts, new("GET", "/?" + query + "&X-Amz-Signature=" + signature, headers, default)).Status);
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sts/aws4_request, SignedHeaders=host", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0", 400, "IncompleteSignature")]
    [InlineData("AWS4-HMAC-SHA512 Credential=a/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0", 400, "IncompleteSignature")]
    [InlineData("Basic YWxpY2U6c2VjcmV0", 400, "IncompleteSignature")]
    [InlineData("", 400, "IncompleteSignature")]
    public void An_authorization_that_cannot_be_read_is_incomplete(string authorization, int status, string code)
    {
        WireHeaders headers = new();
        headers.Add("Host", "sts.test");
        headers.Add("X-Amz-Date", "20260101T000000Z");
        headers.Add("Content-Type", "application/x-www-form-urlencoded");
        headers.Add("Authorization", authorization);

        (int Status, string Code, string) answer = RawSts.Send(_sts, new("POST", "/", headers, Encoding.UTF8.GetBytes("Action=GetCallerIdentity")));

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(-14.9, 200)]
    [InlineData(14.9, 200)]
    [InlineData(-15.1, 403)]
    [InlineData(15.1, 403)]
    public void A_signature_from_another_time_is_told_by_how_much(double minutes, int status)
    {
        RawSts.Signing how = new() { Time = TimeProvider.System.GetUtcNow().AddMinutes(minutes) };

        (int Status, string Code, string Message) answer = RawSts.Send(_sts, RawSts.Form(_alice, "Action=GetCallerIdentity", how));

        Assert.Equal(status, answer.Status);
        if (status == 403)
        {
            Assert.Matches(minutes < 0 ? @"^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$" : @"^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$", answer.Message);
        }
    }

    [Fact]
    public void A_scope_of_another_day_does_not_match()
    {
        (int Status, string Code, string Message) answer = RawSts.Send(_sts, RawSts.Form(_alice, "Action=GetCallerIdentity", new() { Date = "20200101" }));

        Assert.Equal((403, "SignatureDoesNotMatch"), (answer.Status, answer.Code));
        Assert.StartsWith("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != '", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_body_is_not_what_was_signed()
    {
        WireRequest signed = RawSts.Form(_alice, RawSts.AssumeHub);
        byte[] body = signed.Body.ToArray();
        body[^1] ^= 1;

        Assert.Equal("SignatureDoesNotMatch", RawSts.Send(_sts, new(signed.Method, "/", signed.Headers, body)).Code);
    }

    [Fact]
    public void Answers_are_the_documents_AWS_sends()
    {
        Exchange exchange = _sts.Engine.Begin(RawSts.Form(_alice, "Action=GetCallerIdentity"));
        WireResponse response = _sts.Engine.Complete(exchange);
        XElement root = XDocument.Parse(Encoding.UTF8.GetString(response.Body.Span)).Root!;
        XNamespace sts = "https://sts.amazonaws.com/doc/2011-06-15/";

        Assert.Equal("text/xml", response.ContentType);
        Assert.Equal(The.Home, root.Element(sts + "GetCallerIdentityResult")!.Element(sts + "Account")!.Value);
        Assert.Equal(exchange.RequestId, root.Element(sts + "ResponseMetadata")!.Element(sts + "RequestId")!.Value);
        Assert.Equal(exchange.RequestId, response.Headers.Single(header => header.Key == "x-amzn-RequestId").Value);
        WireResponse refusal = _sts.Engine.Complete(_sts.Engine.Begin(RawSts.Form(_alice, "Action=Nothing")));
        XElement error = XDocument.Parse(Encoding.UTF8.GetString(refusal.Body.Span)).Root!;
        Assert.Equal(["Type", "Code", "Message"], error.Element(sts + "Error")!.Elements().Select(element => element.Name.LocalName));
        Assert.NotNull(error.Element(sts + "RequestId"));
    }
}
