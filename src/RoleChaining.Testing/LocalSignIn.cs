using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.Testing;

/// <summary>
/// The federation endpoint of AWS's sign-in, on a loopback port. It gives sign-in tokens for the role sessions of a
/// <see cref="LocalSts"/>, and sends a browser that has one on to the console.
/// </summary>
/// <remarks>
/// <para>
/// It refuses what AWS refuses: long-term keys, GetSessionToken's sessions, sessions that have ended; a <c>SessionDuration</c> that is not
/// from 15 minutes to 12 hours, or is for a session that a user's long-term key did not obtain; a sign-in token of more than 15 minutes;
/// a destination outside the consoles of the session's partition; in <c>aws-us-gov</c>, any method but GET.
/// </para>
/// <para>
/// Who obtained a session is looked up in the calls that the STS remembers: after <see cref="LocalSts.ClearCalls"/> every session counts
/// as a chained one. Safe for use from many threads.
/// </para>
/// <para>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html</para>
/// </remarks>
public sealed class LocalSignIn : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IServer _server;
    private readonly SignInService _service;

    private LocalSignIn(WebApplication application, IServer server, SignInService service)
    {
        _application = application;
        _server = server;
        _service = service;
        Endpoint = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    /// <summary>Where it is; what is asked is <c>/federation</c> there.</summary>
    public Uri Endpoint { get; }

    /// <summary>What was asked and how it ended, in order: a copy.</summary>
    public IReadOnlyList<SignInCall> Calls => _service.Calls();

    /// <summary>Starts it on any free loopback port.</summary>
    /// <param name="sts">The STS whose sessions sign in. It stays its owner's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LocalSignIn> StartAsync(LocalSts sts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sts);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });

        // Only the server is started, not the application: that would take over the process's signals.
        WebApplication application = builder.Build();
        try
        {
            IServer server = application.Services.GetRequiredService<IServer>();
            SignInService service = new(sts.Engine);
            await server.StartAsync(new SignInApplication(service), cancellationToken).ConfigureAwait(false);
            return new LocalSignIn(application, server, service);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }
}
