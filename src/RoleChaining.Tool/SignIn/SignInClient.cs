using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Tool.SignIn;

/// <summary>Asks the sign-in of AWS to take a session. What it sends and what it gets are secrets, and stand in no message.</summary>
/// <param name="endpoint">Where it is.</param>
/// <param name="partition">The partition of the session.</param>
/// <param name="caBundle">The file of the authorities that are trusted; null for the machine's.</param>
internal sealed class SignInClient(Uri endpoint, ConsolePartition partition, string? caBundle) : IDisposable
{
    private const int LongestAnswer = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(Sockets(caBundle))
    {
        Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <summary>Gets a token, which is good for 15 minutes.</summary>
    /// <exception cref="SignInException">The session was refused.</exception>
    /// <exception cref="HttpRequestException">The sign-in is out of reach.</exception>
    public async Task<string> GetTokenAsync(ImmutableCredentials session, TimeSpan? duration, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form =
            [new("Action", "getSigninToken"), new("SessionType", "json"), new("Session", Json(session))];
        if (duration is { } time)
        {
            form.Add(new("SessionDuration", time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)));
        }

        using HttpRequestMessage request = partition.TakesPost
            ? new(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) }
            : new(HttpMethod.Get, Address(form));
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? ReadToken(body) : throw Refusal(response.StatusCode, duration);
        }
        catch (HttpRequestException e) when (StsErrors.IsUntrusted(e))
        {
            throw new UsageException(
                $"the certificate of the sign-in at {endpoint.Authority} is signed by no authority that is trusted here. "
                + FailureDescription.TrustAuthority);
        }
        catch (HttpRequestException e) when (e.HttpRequestError != HttpRequestError.Unknown)
        {
            throw new HttpRequestException($"the sign-in at {endpoint.Authority} is out of reach ({e.HttpRequestError}); try again later.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(
                $"the sign-in at {endpoint.Authority} did not answer within {Patience.TotalSeconds} s; try again later.");
        }
    }

    /// <summary>The address that signs a browser in: a secret.</summary>
    public string LoginAddress(string token, string destination) => Address(
        [new("Action", "login"), new("Issuer", "role-chain"), new("Destination", destination), new("SigninToken", token)]);

    public void Dispose() => _http.Dispose();

    private string Address(IEnumerable<KeyValuePair<string, string>> parameters) =>
        $"{endpoint}?{string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}";

    private static SocketsHttpHandler Sockets(string? caBundle)
    {
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false };
        if (caBundle is not null)
        {
            handler.SslOptions.CertificateChainPolicy = StsHttpClientFactory.Trust(caBundle);
        }

        return handler;
    }

    private Exception Refusal(HttpStatusCode status, TimeSpan? duration)
    {
        string who = $"the sign-in at {endpoint.Authority} answered {(int)status}";
        return status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
            ? new HttpRequestException($"{who}; try again later.")
            : new SignInException(
                $"{who}: it did not take the session. "
                + (duration is null
                    ? "It takes sessions of roles that have not ended or been revoked, and none of GetSessionToken."
                    : "It takes --session-duration only where a user's long-term keys assume the role; leave it out."));
    }

    private string ReadToken(byte[] body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("SigninToken", out JsonElement token)
                && token.ValueKind == JsonValueKind.String && token.GetString() is { Length: > 0 } text)
            {
                return text;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // As below.
        }

        throw new SignInException($"the sign-in at {endpoint.Authority} answered without a token: it may be a proxy that answered.");
    }

    private static string Json(ImmutableCredentials session)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sessionId", session.AccessKey);
            json.WriteString("sessionKey", session.SecretKey);
            json.WriteString("sessionToken", session.Token);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
