using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
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

    /// <param name="requests">Answers.</param>
    /// <param name="port">Where it listens; 0 for any free port.</param>
    /// <param name="useHttps">Whether it has a certificate of its own.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<KestrelHost> StartAsync<TContext>(
        IHttpApplication<TContext> requests, int port, bool useHttps, CancellationToken cancellationToken)
        where TContext : notnull
    {
        X509Certificate2? certificate = useHttps ? SelfSignedCertificate.Create() : null;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });

        // Only the server is started, not the application: that would take over the process's signals.
        WebApplication application = builder.Build();
        try
        {
            IServer server = application.Services.GetRequiredService<IServer>();
            await server.StartAsync(requests, cancellationToken).ConfigureAwait(false);
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
}
