using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;

namespace RoleChaining.Requests;

/// <summary>An AWS service that answers as a test tells it, and keeps what it was sent.</summary>
internal sealed class StubService : HttpClientFactory
{
    private readonly Lock _lock = new();
    private readonly List<SentRequest> _sent = [];

    public IReadOnlyList<SentRequest> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>Asked in the order of arrival, with the number of the request, from 1.</summary>
    public Func<SentRequest, int, HttpResponseMessage> Answer { get; set; } = (sent, _) => Ok(sent);

    /// <summary>The success of an operation without a result to speak of.</summary>
    public static HttpResponseMessage Ok(SentRequest sent) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(sent.Message.Headers.Contains("X-Amz-Target") ? "{}" : "<Result/>"),
    };

    public static HttpResponseMessage Unavailable() => new(HttpStatusCode.ServiceUnavailable);

    /// <summary>An error as S3 words it.</summary>
    public static HttpResponseMessage S3Error(HttpStatusCode status, string code) => new(status)
    {
        Content = new StringContent($"<Error><Code>{code}</Code><Message>Because</Message><RequestId>1</RequestId></Error>", Encoding.UTF8, "application/xml"),
    };

    /// <summary>An error as DynamoDB words it.</summary>
    public static HttpResponseMessage JsonError(HttpStatusCode status, string code) => new(status)
    {
        Content = new StringContent($$"""{"__type":"com.amazon.coral.service#{{code}}","message":"Because"}""", Encoding.UTF8, "application/x-amz-json-1.0"),
    };

    public T Config<T>(Action<T>? configure = null)
        where T : ClientConfig, new()
    {
        T config = new() { RegionEndpoint = RegionEndpoint.EUWest1, HttpClientFactory = this, MaxErrorRetry = 0 };
        configure?.Invoke(config);
        return config;
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    private sealed class Handler(StubService service) : HttpMessageHandler
    {
        // The contents of a test are in memory, so that reading them never waits.
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            SendAsync(request, cancellationToken).GetAwaiter().GetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            SentRequest sent = await SentRequest.FromAsync(request, cancellationToken);
            int number;
            lock (service._lock)
            {
                service._sent.Add(sent);
                number = service._sent.Count;
            }

            HttpResponseMessage answer = service.Answer(sent, number);
            answer.RequestMessage = request;
            return answer;
        }
    }
}
