using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;
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

    private readonly LoopbackServer _server;

    private CredentialEndpoint(LoopbackServer server, string token)
    {
        _server = server;
        Token = token;
    }

    public string Address => _server.Address + CredentialsPath;

    /// <summary>The value that the Authorization header must have.</summary>
    public string Token { get; }

    public static async Task<CredentialEndpoint> StartAsync(ChainedAWSCredentials chain, CancellationToken cancellationToken)
    {
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        Requests requests = new(chain, Encoding.ASCII.GetBytes(token));
        return new CredentialEndpoint(
            await LoopbackServer.StartAsync(requests.ProcessAsync, lastWords: TimeSpan.Zero, cancellationToken).ConfigureAwait(false), token);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class Requests(ChainedAWSCredentials chain, byte[] token)
    {
        public async Task ProcessAsync(HttpContext context)
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
