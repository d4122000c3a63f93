using Amazon.Runtime;

namespace RoleChaining.Benchmarks.Transports;

/// <summary>Hands AWS clients one <see cref="HttpClient"/> over a handler.</summary>
internal sealed class CannedTransport(CannedHandler handler) : HttpClientFactory
{
    private readonly HttpClient _client = new(handler);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}
