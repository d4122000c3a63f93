using Amazon.Runtime;

namespace RoleChaining.Http;

/// <summary>
/// Gives AWS clients what the container's factory makes. The factory keeps the handlers and renews them, so the AWS SDK must neither keep
/// nor dispose of a client: each request asks for one. See
/// <see href="https://learn.microsoft.com/dotnet/core/extensions/httpclient-factory">IHttpClientFactory</see>.
/// </summary>
internal sealed class ContainerHttpClientFactory(IHttpClientFactory factory, string name) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        HttpClient client = factory.CreateClient(name);
        if (clientConfig.Timeout is { } timeout)
        {
            client.Timeout = timeout;
        }

        return client;
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}
