using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace RoleChaining.Testing;

/// <summary>The server on a loopback port: Kestrel alone, with no host around it that would read the app's settings or its signals.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private KestrelHost(KestrelServer server, Uri endpoint)
    {
        _server = server;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    public static async Task<KestrelHost> StartAsync(StsEngine engine, LocalStsOptions options, int bodyLimit, CancellationToken stopping, CancellationToken cancellationToken)
    {
        KestrelServerOptions kestrel = new() { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        KestrelServer server = new(
            Options.Create(kestrel),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new KestrelApplication(engine, bodyLimit, stopping), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        string address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new(server, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        // An already cancelled token: connections kept alive by clients are not waited for.
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
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
