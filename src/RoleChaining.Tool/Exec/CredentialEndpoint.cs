using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Exec;

/// <summary>
/// Serves a chain's credentials on loopback as a container's endpoint does, to callers that have the token. The chain refreshes itself,
/// so each answer is valid. See <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">container
/// credentials</see>.
/// </summary>
internal sealed class CredentialEndpoint : IAsyncDisposable
{
    private const string CredentialsPath = "/credentials";

    private readonly WebApplication _application;
    private readonly IServer _server;

    private CredentialEndpoint(WebApplication application, IServer server, string token)
    {
        _application = application;
        _server = server;
        Token = token;
        Address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First() + CredentialsPath;
    }

    public string Address { get; }

    /// <summary>The value that the Authorization header must have.</summary>
    public string Token { get; }

    public static async Task<CredentialEndpoint> StartAsync(ChainedAWSCredentials chain, CancellationToken cancellationToken)
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
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

        // Only the server is started. The application would handle signals that belong to the command.
        await server.StartAsync(new Application(chain, Encoding.ASCII.GetBytes(token)), cancellationToken).ConfigureAwait(false);
        return new CredentialEndpoint(application, server, token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Application(ChainedAWSCredentials chain, byte[] token) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        public async Task ProcessRequestAsync(HttpContext context)
        {
            byte[] given = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
            if (!CryptographicOperations.FixedTimeEquals(given, token))
            {
                await AnswerAsync(
                    context,
                    StatusCodes.Status403Forbidden,
                    Error("Forbidden", "The authorization token is not the one of this command.")).ConfigureAwait(false);
            }
            else if (context.Request.Method != HttpMethods.Get || context.Request.Path != CredentialsPath)
            {
                await AnswerAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    Error("NotFound", $"GET {CredentialsPath} is all there is.")).ConfigureAwait(false);
            }
            else
            {
                await GiveAsync(context).ConfigureAwait(false);
            }
        }

        private async Task GiveAsync(HttpContext context)
        {
            try
            {
                FinalSession session = await FinalSession.ReadAsync(chain, context.RequestAborted).ConfigureAwait(false);
                await AnswerAsync(
                    context, StatusCodes.Status200OK, Credentials(session.Credentials, session.ExpiresAt)).ConfigureAwait(false);
            }
            catch (RoleChainException e)
            {
                int status = e.IsTransient ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status403Forbidden;
                await AnswerAsync(context, status, Error(e.Failure.ToString(), e.Message)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
            }
        }

        private static Action<Utf8JsonWriter> Credentials(ImmutableCredentials credentials, DateTimeOffset? expiresAt) => json =>
        {
            json.WriteString("AccessKeyId", credentials.AccessKey);
            json.WriteString("SecretAccessKey", credentials.SecretKey);
            json.WriteString("Token", credentials.Token);

            // SDKs need an expiry. Credentials of a source that names none are read again soon.
            DateTimeOffset until = expiresAt ?? TimeProvider.System.GetUtcNow().AddMinutes(15);
            json.WriteString("Expiration", until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            if (credentials.AccountId is { Length: > 0 } account)
            {
                json.WriteString("AccountId", account);
            }
        };

        private static Action<Utf8JsonWriter> Error(string code, string message) => json =>
        {
            json.WriteString("code", code);
            json.WriteString("message", message);
        };

        private static async Task AnswerAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            Utf8JsonWriter json = new(context.Response.BodyWriter);
            await using (json.ConfigureAwait(false))
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }
        }
    }
}
