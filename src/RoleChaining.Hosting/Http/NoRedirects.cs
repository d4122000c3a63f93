using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace RoleChaining.Http;

/// <summary>
/// Keeps a client from redirects: a signature is for one host, and another one must not get the session token and the body.
/// </summary>
internal static class NoRedirects
{
    /// <summary>After all else that sets the client up, since a primary handler may be set at any time.</summary>
    public static IHttpClientBuilder FollowNoRedirects(this IHttpClientBuilder client)
    {
        client.Services.PostConfigure<HttpClientFactoryOptions>(
            client.Name, options => options.HttpMessageHandlerBuilderActions.Add(builder => Apply(builder.PrimaryHandler)));
        return client;
    }

    private static void Apply(HttpMessageHandler? handler)
    {
        switch (handler)
        {
            // A handler that has sent a request cannot be changed any more. One that serves several times has been changed before.
            case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                sockets.AllowAutoRedirect = false;
                break;
            case HttpClientHandler { AllowAutoRedirect: true } classic:
                classic.AllowAutoRedirect = false;
                break;
            case DelegatingHandler delegating:
                Apply(delegating.InnerHandler);
                break;
        }
    }
}
