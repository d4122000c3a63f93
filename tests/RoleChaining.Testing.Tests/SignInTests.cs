using System.Net;
using System.Text.Json;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

/// <summary>The sign-in to the console: which sessions it takes, for how long, and where it leads.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Page = "https://console.aws.amazon.com/";

    private readonly FakeTimeProvider _clock = new(The.Time);
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });
    private LocalSts _sts = null!;
    private LocalUser _alice = null!;
    private LocalSignIn _signIn = null!;

    public async ValueTask InitializeAsync()
    {
        _sts = await LocalSts.StartAsync(options => options.TimeProvider = _clock, The.Cancellation);
        _alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(The.Home), The.MayDoAnything);
        _sts.AddRole(The.Production, Some.Trust(The.Hub));
        _signIn = await LocalSignIn.StartAsync(_sts, The.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _signIn.DisposeAsync();
        await _sts.DisposeAsync();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_roles_session_signs_in_and_is_sent_on(string method)
    {
        string token = await TokenAsync(await HubAsync(), method);
        using HttpResponseMessage response = await LogInAsync(token, Page);
        Assert.Equal((HttpStatusCode.Found, new Uri(Page)), (response.StatusCode, response.Headers.Location));
        Assert.Equal(
            [
                (method == "GET", "arn:aws:sts::222222222222:assumed-role/HubRole/tests", The.Time.AddHours(1)),
                (false, "arn:aws:sts::222222222222:assumed-role/HubRole/tests", The.Time.AddHours(1)),
            ],
            _signIn.Calls.Select(call => (call.HasSessionInUrl, call.SessionArn!, call.ExpiresAt!.Value)));
    }

    [Fact]
    public async Task A_duration_is_for_the_session_that_a_long_term_key_has_obtained()
    {
        Credentials hub = await HubAsync();
        await TokenAsync(hub, "POST", "43200");
        Assert.Equal(The.Time.AddHours(12), _signIn.Calls[^1].ExpiresAt);
        await RefusedAsync(hub, "SessionDuration is not from 900 to 43200", "899");
        await RefusedAsync(hub, "SessionDuration is not from 900 to 43200", "43201");
        await RefusedAsync(hub, "SessionDuration is not from 900 to 43200", "1h");

        Credentials production = await Some.SessionAsync(
            _sts, new Amazon.Runtime.SessionAWSCredentials(hub.AccessKeyId, hub.SecretAccessKey, hub.SessionToken), The.Production);
        await RefusedAsync(production, "SessionDuration is for a session that a user's long-term key has obtained", "3600");
        await TokenAsync(production, "POST");

        // Whatever becomes of the list of calls.
        _sts.ClearCalls();
        await TokenAsync(hub, "POST", "43200");
    }

    [Fact]
    public async Task Long_term_keys_other_sessions_and_wrong_keys_are_refused()
    {
        using var client = Some.Sts(_sts, _alice.Credentials);
        Credentials own = (await client.GetSessionTokenAsync(The.Cancellation)).Credentials;
        await RefusedAsync(own, "the session is of no role: GetSessionToken's do not sign in");
        Credentials hub = await HubAsync();
        await RefusedAsync(new() { AccessKeyId = hub.AccessKeyId, SecretAccessKey = hub.SecretAccessKey }, "long-term keys do not sign in");
        await RefusedAsync(
            new() { AccessKeyId = hub.AccessKeyId, SecretAccessKey = own.SecretAccessKey, SessionToken = hub.SessionToken },
            "the keys are of no session");
        _clock.Advance(TimeSpan.FromHours(1));
        await RefusedAsync(hub, "the session has ended");
    }

    [Fact]
    public async Task A_token_is_good_for_15_minutes_and_for_consoles_of_its_partition()
    {
        string token = await TokenAsync(await HubAsync(), "POST");
        _clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        foreach ((string given, string page, string reason) in new[]
        {
            (token, "https://console.amazonaws.cn/", "no console of the session's partition"),
            (token, "http://console.aws.amazon.com/", "no console of the session's partition"),
            (token, "https://aws.amazon.com.example.com/", "no console of the session's partition"),
            ("other", Page, "was not given here"),
        })
        {
            using HttpResponseMessage refused = await LogInAsync(given, page);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(reason, _signIn.Calls[^1].Refusal, StringComparison.Ordinal);
        }

        using HttpResponseMessage taken = await LogInAsync(token, Page);
        Assert.Equal(HttpStatusCode.Found, taken.StatusCode);
        _clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage late = await LogInAsync(token, Page);
        Assert.Equal((HttpStatusCode.BadRequest, "the sign-in token has ended"), (late.StatusCode, _signIn.Calls[^1].Refusal));
    }

    private Task<Credentials> HubAsync() => Some.SessionAsync(_sts, _alice.Credentials, The.Hub);

    private async Task<string> TokenAsync(Credentials session, string method, string? duration = null)
    {
        using HttpResponseMessage response = await AskAsync(session, method, duration);
        Assert.True(response.IsSuccessStatusCode, _signIn.Calls[^1].Refusal);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(The.Cancellation));
        return json.RootElement.GetProperty("SigninToken").GetString()!;
    }

    private async Task RefusedAsync(Credentials session, string reason, string? duration = null)
    {
        using HttpResponseMessage response = await AskAsync(session, "POST", duration);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, _signIn.Calls[^1].Refusal, StringComparison.Ordinal);
        Assert.Equal("<html><body><h1>Bad Request</h1></body></html>", await response.Content.ReadAsStringAsync(The.Cancellation));
    }

    private async Task<HttpResponseMessage> AskAsync(Credentials session, string method, string? duration)
    {
        Dictionary<string, string> keys = new() { ["sessionId"] = session.AccessKeyId, ["sessionKey"] = session.SecretAccessKey };
        if (session.SessionToken is not null)
        {
            keys["sessionToken"] = session.SessionToken;
        }

        Dictionary<string, string> form = new() { ["Action"] = "getSigninToken", ["Session"] = JsonSerializer.Serialize(keys) };
        if (duration is not null)
        {
            form["SessionDuration"] = duration;
        }

        using FormUrlEncodedContent content = new(form);
        Uri endpoint = new(_signIn.Endpoint, "/federation");
        return method == "POST"
            ? await _http.PostAsync(endpoint, content, The.Cancellation)
            : await _http.GetAsync($"{endpoint}?{await content.ReadAsStringAsync(The.Cancellation)}", The.Cancellation);
    }

    private Task<HttpResponseMessage> LogInAsync(string token, string page) => _http.GetAsync(
        $"{_signIn.Endpoint}federation?Action=login&Issuer=tests&Destination={Uri.EscapeDataString(page)}&SigninToken={token}",
        The.Cancellation);
}
