using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>Hands SDK clients an <see cref="HttpClient"/> that ends in the server.</summary>
internal sealed class InMemoryHttpClientFactory(HttpMessageHandler handler, string uniqueName) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    // The SDK keeps clients under this string, so each server needs its own.
    public override string GetConfigUniqueString(IClientConfig clientConfig) => uniqueName;
}
