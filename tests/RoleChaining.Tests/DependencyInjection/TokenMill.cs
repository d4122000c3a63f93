using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace RoleChaining.DependencyInjection;

/// <summary>An STS that remembers nothing but when it was called, and issues session tokens of AWS's usual length.</summary>
internal sealed class TokenMill : HttpMessageHandler
{
    public const int TokenLength = 1000;

    private readonly long[] _calls = new long[20_000];
    private int _count;

    /// <summary>When the calls came, in order, in seconds.</summary>
    public double[] Calls => [.. _calls.Take(_count).Select(at => at / (double)TimeProvider.System.TimestampFrequency).Order()];

    public void Configure(AmazonSecurityTokenServiceConfig config)
    {
        config.ServiceURL = "https://sts.token-mill.test";
        config.HttpClientFactory = new Factory(this);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int call = Interlocked.Increment(ref _count);
        _calls[call - 1] = TimeProvider.System.GetTimestamp();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        HttpResponseMessage response = new()
        {
            Content = new StringContent($"""
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
                <Credentials><AccessKeyId>ASIA{call:D16}</AccessKeyId><SecretAccessKey>{new string('s', 40)}</SecretAccessKey>
                <SessionToken>{new string('t', TokenLength)}</SessionToken>
                <Expiration>{now.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}</Expiration></Credentials>
                <AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/Tenant{call}/pool</Arn><AssumedRoleId>AROA:pool</AssumedRoleId></AssumedRoleUser>
                </AssumeRoleResult><ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata></AssumeRoleResponse>
                """, Encoding.UTF8, "text/xml"),
        };
        response.Headers.Date = now;
        return Task.FromResult(response);
    }

    private sealed class Factory(TokenMill mill) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(mill, disposeHandler: false);
    }
}
