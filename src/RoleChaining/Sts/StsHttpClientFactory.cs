using System.Net;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>
/// Makes the transport: sockets of our own, or the caller's factory where there is one, both under a <see cref="BudgetHandler"/>.
/// </summary>
internal sealed class StsHttpClientFactory(HttpClientFactory? callers, string? caBundle = null) : HttpClientFactory
{
    /// <summary>A changed DNS answer is seen within this time.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        BudgetHandler handler = callers is null
            ? new BudgetHandler(Sockets(clientConfig, caBundle))
            : new BudgetHandler(new HttpClientHandlerAdapter(callers.CreateHttpClient(clientConfig)), alwaysAsync: true);
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => callers?.UseSDKHttpClientCaching(clientConfig) ?? true;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) =>
        callers?.DisposeHttpClientsAfterUse(clientConfig) ?? false;

    // GetConfigUniqueString stays null: our client is for our STS alone and must not be found by other clients of the process.

    private static SocketsHttpHandler Sockets(IClientConfig config, string? caBundle)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = ConnectionLifetime,
            MaxResponseDrainSize = 0, // else giving up a stalled body waits two seconds for its rest
        };
        if (caBundle is not null && !UsesPlainHttp(config))
        {
            handler.SslOptions.CertificateChainPolicy = Trust(caBundle);
        }

        if (config.ConnectTimeout is { } connectTimeout)
        {
            handler.ConnectTimeout = connectTimeout;
        }

        if (config.MaxConnectionsPerServer is { } connections)
        {
            handler.MaxConnectionsPerServer = connections;
        }

        if (config.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
            if (config.ProxyCredentials is { } credentials)
            {
                proxy.Credentials = credentials;
            }
        }

        return handler;
    }

    // A bundle of the usual authorities takes 50 ms to read, which a local STS without TLS has no use for.
    private static bool UsesPlainHttp(IClientConfig config) =>
        config.ServiceURL?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>
    /// The file's authorities in place of the machine's. See
    /// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html">ca_bundle</see>.
    /// </summary>
    internal static X509ChainPolicy Trust(string caBundle)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(caBundle);
        return policy;
    }
}
