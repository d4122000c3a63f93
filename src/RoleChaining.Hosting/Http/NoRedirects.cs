using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace RoleChaining.Http;

/// <summary>
/// Keeps a client from redirects: a signature is for one host, and another one must not get the session token and the body.
/// </summary>
internal static class NoRedirects
{
    private static readonly Lock Gate = new();

    /// <summary>After all else that sets the client up, since a primary handler may be set at any time.</summary>
    public static IHttpClientBuilder FollowNoRedirects(this IHttpClientBuilder client)
    {
        client.Services.PostConfigure<HttpClientFactoryOptions>(
            client.Name, options => options.HttpMessageHandlerBuilderActions.Add(builder => Apply(builder.PrimaryHandler)));
        return client;
    }

    /// <summary>Sets the handler at the end of the line, unless it is set so already.</summary>
    /// <exception cref="InvalidOperationException">It has sent a request, so that it cannot be changed any more.</exception>
    public static void Apply(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler delegating)
        {
            handler = delegating.InnerHandler;
        }

        if (!Follows(handler))
        {
            return;
        }

        // The first of several requests at the same time sets it, and is sent after that.
        lock (Gate)
        {
            if (Follows(handler))
            {
                Set(handler);
            }
        }
    }

    private static bool Follows(HttpMessageHandler? handler) =>
        handler is SocketsHttpHandler { AllowAutoRedirect: true } or HttpClientHandler { AllowAutoRedirect: true };

    private static void Set(HttpMessageHandler? handler)
    {
        try
        {
            switch (handler)
            {
                case SocketsHttpHandler sockets:
                    sockets.AllowAutoRedirect = false;
                    break;
                case HttpClientHandler classic:
                    classic.AllowAutoRedirect = false;
                    break;
            }
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            throw new InvalidOperationException(
                $"The {handler!.GetType().Name} of a client that signs follows redirects, which would take the session token to another host, "
                + "and it has sent requests already. Set its AllowAutoRedirect to false where it is made.",
                e);
        }
    }
}
