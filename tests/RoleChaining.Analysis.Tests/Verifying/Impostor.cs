using Amazon.Runtime;
using Amazon.SecurityToken;

namespace RoleChaining.Verifying;

/// <summary>Something between a chain and STS that names another session in the answers to GetCallerIdentity.</summary>
internal sealed class Impostor(HttpClientFactory inner) : HttpClientFactory
{
    public static void Configure(AmazonSecurityTokenServiceConfig config) => config.HttpClientFactory = new Impostor(config.HttpClientFactory);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(inner.CreateHttpClient(clientConfig)));

    private sealed class Handler(HttpClient client) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using HttpRequestMessage copy = new(request.Method, request.RequestUri);
            copy.Content = new ByteArrayContent(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            foreach ((string name, IEnumerable<string> values) in request.Headers)
            {
                copy.Headers.TryAddWithoutValidation(name, values);
            }

            foreach ((string name, IEnumerable<string> values) in request.Content.Headers)
            {
                copy.Content.Headers.TryAddWithoutValidation(name, values);
            }

            HttpResponseMessage response = await client.SendAsync(copy, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (text.Contains("GetCallerIdentityResponse", StringComparison.Ordinal))
            {
                response.Content = new StringContent(text.Replace("HubRole/orders", "HubRole/mallory", StringComparison.Ordinal));
            }

            return response;
        }
    }
}
