using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.Tool.SignIn;

/// <summary>
/// An address on loopback that sends the first who asks on to another one. A browser is started with it, because what a process is
/// started with can be read by every user of the machine, and the other address is a secret.
/// </summary>
internal sealed class LoopbackRedirect : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;
    private readonly IServer _server;
    private readonly Application _redirect;

    private LoopbackRedirect(WebApplication application, IServer server, Application redirect)
    {
        _application = application;
        _server = server;
        _redirect = redirect;
        Address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First() + redirect.Path;
    }

    public string Address { get; }

    /// <summary>Ends when somebody has been sent on.</summary>
    public Task Served => _redirect.Served;

    public static async Task<LoopbackRedirect> StartAsync(string target, CancellationToken cancellationToken)
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
        Application redirect = new(target);

        // Only the server is started. The application would handle signals.
        await server.StartAsync(redirect, cancellationToken).ConfigureAwait(false);
        return new LoopbackRedirect(application, server, redirect);
    }

    public async ValueTask DisposeAsync()
    {
        // The browser may still be reading.
        using CancellationTokenSource limit = new(LastWords, TimeProvider.System);
        await _server.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Application(string target) : IHttpApplication<HttpContext>
    {
        private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public string Path { get; } = "/" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

        public Task Served => _served.Task;

        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        public async Task ProcessRequestAsync(HttpContext context)
        {
            HttpResponse response = context.Response;
            response.Headers.Connection = "close";
            response.Headers.CacheControl = "no-store";
            bool isIt = context.Request.Method == HttpMethods.Get && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(context.Request.Path.Value ?? ""), Encoding.ASCII.GetBytes(Path));
            if (!isIt || Interlocked.Exchange(ref _asked, 1) == 1)
            {
                response.StatusCode = isIt ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound;
                return;
            }

            response.StatusCode = StatusCodes.Status302Found;
            response.Headers.Location = target;
            response.Headers["Referrer-Policy"] = "no-referrer";
            await response.CompleteAsync().ConfigureAwait(false);
            _served.TrySetResult();
        }
    }
}
