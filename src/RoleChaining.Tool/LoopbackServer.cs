using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.Tool;

/// <summary>
/// A server for small requests on a free loopback port. Only the server is started: an application would handle the process's signals.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IServer _server;
    private readonly TimeSpan _lastWords;

    private LoopbackServer(WebApplication application, IServer server, TimeSpan lastWords)
    {
        _application = application;
        _server = server;
        _lastWords = lastWords;
        Address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
    }

    /// <summary>Without a slash at its end.</summary>
    public string Address { get; }

    /// <param name="answer">Answers a request.</param>
    /// <param name="lastWords">How long answers that are being read are waited for at the end.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LoopbackServer> StartAsync(
        Func<HttpContext, Task> answer, TimeSpan lastWords, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        IServer server = application.Services.GetRequiredService<IServer>();
        await server.StartAsync(new Application(answer), cancellationToken).ConfigureAwait(false);
        return new LoopbackServer(application, server, lastWords);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(_lastWords, TimeProvider.System);
        await _server.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Application(Func<HttpContext, Task> answer) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        /// <summary>A page of another site can make a browser ask us by a name that leads here; its Host header is that name.</summary>
        public Task ProcessRequestAsync(HttpContext context)
        {
            if (context.Request.Host.Host is "127.0.0.1" or "localhost")
            {
                return answer(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }
    }
}
