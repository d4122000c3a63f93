using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Benchmarks.Servers;

/// <summary>
/// One AssumeRole as the AWS SDK signs it, to be sent over and over while its signature is good: the servers are measured, and not the SDK.
/// </summary>
internal sealed class SignedCall
{
    private readonly Uri _address;
    private readonly byte[] _body;
    private readonly List<KeyValuePair<string, string>> _headers;

    private SignedCall(Uri address, byte[] body, List<KeyValuePair<string, string>> headers)
    {
        _address = address;
        _body = body;
        _headers = headers;
    }

    public static SignedCall Record(Uri endpoint, AWSCredentials credentials, string roleArn)
    {
        using Recorder recorder = new();
        AmazonSecurityTokenServiceConfig config = new()
        {
            ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, HttpClientFactory = recorder,
        };
        using AmazonSecurityTokenServiceClient client = new(credentials, config);
        client.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = roleArn, RoleSessionName = "benchmark" }).GetAwaiter().GetResult();
        return recorder.Call!;
    }

    /// <param name="signed">False for a signature with one character changed.</param>
    public HttpRequestMessage ToRequest(bool signed = true)
    {
        HttpRequestMessage request = new(HttpMethod.Post, _address) { Content = new ByteArrayContent(_body) };
        foreach ((string name, string value) in _headers)
        {
            string sent = signed || name != "Authorization" ? value : value[..^1] + (value[^1] == '0' ? '1' : '0');
            if (!request.Headers.TryAddWithoutValidation(name, sent))
            {
                request.Content.Headers.TryAddWithoutValidation(name, sent);
            }
        }

        return request;
    }

    /// <summary>The transport of the one call that is recorded, which does reach the server.</summary>
    private sealed class Recorder : HttpClientFactory, IDisposable
    {
        private readonly SocketsHttpHandler _handler = new();

        public SignedCall? Call { get; private set; }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Tap(this, _handler), disposeHandler: false);

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public void Dispose() => _handler.Dispose();

        private sealed class Tap(Recorder recorder, HttpMessageHandler inner) : DelegatingHandler(inner)
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
                recorder.Call = new SignedCall(
                    request.RequestUri!,
                    body,
                    [
                        .. request.Headers.NonValidated.Concat(request.Content.Headers.NonValidated)
                            .Where(header => header.Key != "Content-Length")
                            .Select(header => KeyValuePair.Create(header.Key, header.Value.ToString())),
                    ]);
                return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
