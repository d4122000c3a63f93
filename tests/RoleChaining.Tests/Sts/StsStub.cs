using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace RoleChaining.Sts;

/// <summary>An STS in this process that answers what a test tells it to, under the real AWS SDK client.</summary>
internal sealed class StsStub : HttpMessageHandler
{
    private readonly string _id = Guid.NewGuid().ToString("N"); // the SDK remembers clock skew by host name
    private readonly ConcurrentQueue<StsStubCall> _calls = new();

    public StsStub() => Answer = _ => Ok();

    /// <summary>What the next call is answered; may throw.</summary>
    public Func<StsStubCall, HttpResponseMessage> Answer { get; set; }

    /// <summary>Holds async calls back before they are answered.</summary>
    public Func<StsStubCall, CancellationToken, Task>? Gate { get; set; }

    /// <summary>What the client of the factory sends through: this, or a handler around it.</summary>
    public HttpMessageHandler Transport { get => field ?? this; set; }

    /// <summary>The server's clock, by which it dates its answers.</summary>
    public Func<DateTimeOffset?> Date { get; set; } = () => TimeProvider.System.GetUtcNow();

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public IReadOnlyList<StsStubCall> Calls => [.. _calls];

    public int ClientsMade { get; private set; }

    public void Configure(AmazonSecurityTokenServiceConfig config)
    {
        config.ServiceURL = $"https://sts.{config.RegionEndpoint.SystemName}.{_id}.test";
        config.HttpClientFactory = new Factory(this);
    }

    public HttpResponseMessage Ok(string? body = null)
    {
        DateTimeOffset? date = Date();
        DateTimeOffset expiration = (date ?? TimeProvider.System.GetUtcNow()) + Lifetime;
        return Dated(HttpStatusCode.OK, body ?? $"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <Credentials><AccessKeyId>ASIAISSUED{_calls.Count}</AccessKeyId><SecretAccessKey>issued-secret</SecretAccessKey><SessionToken>issued-token</SessionToken>
            <Expiration>{expiration.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}</Expiration></Credentials>
            <AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/Hub/session</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>
            </AssumeRoleResult><ResponseMetadata><RequestId>request-{_calls.Count}</RequestId></ResponseMetadata></AssumeRoleResponse>
            """, date);
    }

    public HttpResponseMessage WebIdentityOk() => Ok(new StreamReader(Ok().Content.ReadAsStream()).ReadToEnd()
        .Replace("AssumeRoleResponse", "AssumeRoleWithWebIdentityResponse", StringComparison.Ordinal)
        .Replace("AssumeRoleResult", "AssumeRoleWithWebIdentityResult", StringComparison.Ordinal));

    public HttpResponseMessage Error(string code, HttpStatusCode status = HttpStatusCode.Forbidden, string message = "as told") => Dated(status, $"""
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
        <RequestId>request-{_calls.Count}</RequestId></ErrorResponse>
        """, Date());

    public static HttpResponseMessage Reset() => throw new HttpRequestException(
        "An error occurred while sending the request.", new IOException("Connection reset by peer", new SocketException((int)SocketError.ConnectionReset)));

    public static HttpResponseMessage Body(Stream stream) => new(HttpStatusCode.OK) { Content = new StreamContent(stream) };

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Answer(Record(request, new StreamReader(request.Content!.ReadAsStream(cancellationToken)).ReadToEnd()));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        StsStubCall call = Record(request, await request.Content!.ReadAsStringAsync(cancellationToken));
        if (Gate is { } gate)
            await gate(call, cancellationToken);
        return Answer(call);
    }

    private StsStubCall Record(HttpRequestMessage request, string body)
    {
        var call = new StsStubCall(
            Region: request.RequestUri!.Host.Split('.')[1],
            Form: body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
            Headers: request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase),
            Thread: Thread.CurrentThread);
        _calls.Enqueue(call);
        return call;
    }

    private static HttpResponseMessage Dated(HttpStatusCode status, string body, DateTimeOffset? date)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml") };
        response.Headers.Date = date;
        return response;
    }

    private sealed class Factory(StsStub stub) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            stub.ClientsMade++;
            return new HttpClient(stub.Transport, disposeHandler: false) { DefaultRequestHeaders = { { "X-From-Factory", "yes" } } };
        }
    }
}
