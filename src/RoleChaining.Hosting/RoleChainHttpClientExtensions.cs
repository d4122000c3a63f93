using Amazon.Runtime;
using Amazon.SecurityToken;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;
using RoleChaining.Http;

namespace RoleChaining;

/// <summary>Brings role chains and <see cref="IHttpClientFactory"/> together.</summary>
public static class RoleChainHttpClientExtensions
{
    /// <summary>
    /// Sends every call to STS, and the requests of every AWS client of a chain or pool, through a named client of
    /// <see cref="IHttpClientFactory"/>: with its handlers, proxy and limits. What sets an <c>HttpClientFactory</c> of its own keeps it.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The client's name.</param>
    /// <returns>
    /// The named client, to add handlers to. It follows no redirects, whatever its primary handler is, and does not decompress, as AWS clients
    /// require; a primary handler of your own must not decompress either. Handlers that retry multiply with the retries of chain and clients:
    /// leave them out. The factory's own log of headers is taken away, since at Trace it hands session tokens to structured loggers.
    /// </returns>
    public static IHttpClientBuilder AddRoleChainHttpClient(this IServiceCollection services, string name = "RoleChaining")
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        services.ConfigureAllAwsClients((provider, config) => config.HttpClientFactory ??= Factory(provider));
        services.AddSingleton(provider => ForSts(Factory(provider)));
        return services.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a changed DNS answer is seen within this time
            })
            .FollowNoRedirects()
            .RemoveAllLoggers();

        HttpClientFactory Factory(IServiceProvider provider) =>
            new ContainerHttpClientFactory(provider.GetRequiredService<IHttpClientFactory>(), name);
    }

    /// <summary>One delegate for all chains of the container: chains share sessions only where their delegates are the same.</summary>
    private static AllChainsConfiguration ForSts(HttpClientFactory factory)
    {
        Action<AmazonSecurityTokenServiceConfig> configure = config => config.HttpClientFactory ??= factory;
        return new((_, chain) => chain.WithStsClientConfig(configure));
    }

    /// <summary>
    /// Signs what the client sends with the session of a chain: for API Gateway, function URLs, OpenSearch and services of your own. See
    /// <see cref="SigV4SigningHandler"/>.
    /// </summary>
    /// <param name="client">
    /// The client. It follows no redirects, whatever its primary handler is, since a signature is for one host. The factory's own log of headers
    /// is taken away, since at Trace it hands session tokens to structured loggers.
    /// </param>
    /// <param name="chain">The chain's name; empty for the unnamed one.</param>
    /// <param name="service">The service's name in the signature, such as <c>execute-api</c>, <c>lambda</c> or <c>es</c>.</param>
    /// <param name="region">The region that the service is in.</param>
    public static IHttpClientBuilder SignWithRoleChain(this IHttpClientBuilder client, string chain, string service, string region)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentException.ThrowIfNullOrWhiteSpace(service);
        ArgumentException.ThrowIfNullOrWhiteSpace(region);
        return client
            .FollowNoRedirects()
            .AddHttpMessageHandler(provider => new SigV4SigningHandler(
                provider.Get<ChainedAWSCredentials>(chain), service, region, provider.GetService<TimeProvider>()))
            .RemoveAllLoggers();
    }
}
