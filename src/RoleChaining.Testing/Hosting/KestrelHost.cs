using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.Testing;

/// <summary>The server on a loopback port: Kestrel alone, which reads neither settings nor signals of the app that tests.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IServer _server;

    private KestrelHost(WebApplication application, IServer server, X509Certificate2? certificate)
    {
        _application = application;
        _server = server;
        Certificate = certificate;
        Endpoint = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    /// <summary>What it listens with; null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    public Uri Endpoint { get; }

    public static async Task<KestrelHost> StartAsync(StsEngine engine, LocalStsOptions options, int bodyLimit, CancellationToken stopping, CancellationToken cancellationToken)
    {
        X509Certificate2? certificate = options.UseHttps ? SelfSignedCertificate.Create() : null;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });

        // Only the server is started, not the application: that would take over the process's signals.
        WebApplication application = builder.Build();
        try
        {
            IServer server = application.Services.GetRequiredService<IServer>();
            await server.StartAsync(new KestrelApplication(engine, bodyLimit, stopping), cancellationToken).ConfigureAwait(false);
            return new(application, server, certificate);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            certificate?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // An already cancelled token: connections kept alive by clients are not waited for.
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        Certificate?.Dispose();
    }

    private sealed class KestrelApplication(StsEngine engine, int bodyLimit, CancellationToken stopping) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        public async Task ProcessRequestAsync(HttpContext context)
        {
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            Exchange exchange = engine.Begin(await KestrelTranslation.ReadAsync(context, bodyLimit, linked.Token).ConfigureAwait(false));
            try
            {
                await WaitingRoom.WaitAsync(exchange, engine.Clock.TimeProvider, linked.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                engine.Abandon(exchange);
                context.Abort();
                return;
            }

            WireResponse response = engine.Complete(exchange);
            switch (exchange.Ending?.Kind)
            {
                case FaultKind.ConnectionReset:
                    context.Abort();
                    break;
                case FaultKind.StalledBody:
                    await StallAsync(context, response, linked.Token).ConfigureAwait(false);
                    break;
                default:
                    await KestrelTranslation.WriteAsync(context, response, linked.Token).ConfigureAwait(false);
                    break;
            }
        }

        private static async Task StallAsync(HttpContext context, WireResponse response, CancellationToken cancellationToken)
        {
            await KestrelTranslation.WriteBeginningAsync(context, response, cancellationToken).ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
        }
    }
}
