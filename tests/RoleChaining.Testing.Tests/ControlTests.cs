using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

/// <summary>The control URL, as programs in any language use it.</summary>
public sealed class ControlTests : IAsyncLifetime
{
    private const string Token = "sixteen-or-more-characters";
    private const string Build = "arn:aws:iam::222222222222:role/Build";

    private readonly HttpClient _http = new();
    private LocalSts _sts = null!;
    private LocalUser _alice = null!;

    public async ValueTask InitializeAsync()
    {
        _sts = await LocalSts.StartAsync(options => options.ControlToken = Token, The.Cancellation);
        _alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(The.Home), The.MayDoAnything);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sts.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_token_of_its_own_a_server_has_no_control_URL()
    {
        await using LocalSts closed = await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        Assert.Null(closed.ControlEndpoint);
        using HttpResponseMessage response = await SendAsync("GET", "calls", null, at: new Uri(closed.Endpoint, "_role-chaining/"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("<Error><Code>", await response.Content.ReadAsStringAsync(The.Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer sixteen-or-more-character")]
    [InlineData("Bearer sixteen-or-more-characters-")]
    [InlineData("Basic sixteen-or-more-characters")]
    [InlineData("sixteen-or-more-characters")]
    public async Task A_sender_without_the_token_is_told_nothing(string? authorization)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_sts.ControlEndpoint!, "calls"));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, The.Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).ToString());
        Assert.DoesNotContain("calls\":", await response.Content.ReadAsStringAsync(The.Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("127.0.0.1.evil.example:80", 403)]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:9999", 200)]
    [InlineData("[::1]:4566", 200)]
    public async Task Names_that_are_not_this_machines_are_refused_whatever_token_is_sent(string host, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_sts.ControlEndpoint!, "calls"));
        request.Headers.Host = host;
        request.Headers.Authorization = new AuthenticationHeaderValue("bearer", Token);
        using HttpResponseMessage response = await _http.SendAsync(request, The.Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with a space in the middle")]
    [InlineData("mit-ümlauten-und-lang-genug")]
    public async Task A_token_that_is_none_is_refused_when_the_server_starts(string token)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => LocalSts.StartAsync(options => options.ControlToken = token, The.Cancellation));
        Assert.Throws<ArgumentException>(() => LocalSts.CreateInMemory(options => options.ControlToken = Token));
    }

    [Theory]
    [InlineData("POST", "faults", "[]", 400, "The request is to be an object.")]
    [InlineData("POST", "faults", "{", 400, "The request is not valid JSON")]
    [InlineData("POST", "faults", """{"fault":"\ud800"}""", 400, "The request's fault is no valid text.")]
    [InlineData("POST", "faults", "{}", 400, "The request's fault is missing.")]
    [InlineData("POST", "faults", """{"fault":"Flood"}""", 400, "The request's fault is to be Throttling, ServiceUnavailable,")]
    [InlineData("POST", "faults", """{"fault":"Throttling","cuont":2}""", 400, "The request's cuont is not a known key.")]
    [InlineData("POST", "faults", """{"fault":"Throttling","count":-1}""", 400, "The request's count is to be 0 or more.")]
    [InlineData("POST", "faults", """{"fault":"Throttling","probability":2}""", 400, "The request's probability is to be from 0 to 1.")]
    [InlineData("POST", "faults", """{"fault":"Error","status":200,"code":"X"}""", 400, "The request's status is to be from 400 to 599.")]
    [InlineData("POST", "faults", """{"fault":"Latency","delay":-1}""", 400, "The request's delay is to be 0 or more.")]
    [InlineData("POST", "faults", """{"fault":"Latency","delay":1e30}""", 400, "The request's delay is to be a number of seconds")]
    [InlineData("POST", "faults", """{"fault":"Throttling","when":{"role":"x"}}""", 400, "The request's when.role is not a known key.")]
    [InlineData("POST", "faults?x=1", """{"fault":"Throttling"}""", 400, "There is no parameter x here.")]
    [InlineData("DELETE", "faults/7", null, 404, "There is no fault 7.")]
    [InlineData("DELETE", "sessions/ASIAAAAAAAAAAAAAAAAA", null, 404, "There is no session ASIAAAAAAAAAAAAAAAAA.")]
    [InlineData("DELETE", "sessions", null, 400, "Name the session by its access key id")]
    [InlineData("DELETE", "clock", null, 405, "clock takes GET and POST.")]
    [InlineData("POST", "clock", """{"now":"soon"}""", 400, "The request's now is to be a time such as")]
    [InlineData("POST", "clock", """{"advance":-5}""", 400, "The request's advance is to be 0 or more.")]
    [InlineData("GET", "calls?after=x", null, 400, "after is to be the next of an earlier answer.")]
    [InlineData("GET", "cloudtrail?account=1", null, 400, "'1' is not an account id")]
    [InlineData("GET", "tokens", null, 404, "There is no OpenID Connect provider")]
    [InlineData("POST", "accounts", """{"usres":[]}""", 400, "The configuration's usres is not a known key.")]
    [InlineData("PUT", "roles?arn=arn:aws:iam::222222222222:role/HubRole", "{}", 400, "The request has neither trust nor policies.")]
    [InlineData("PUT", "roles?arn=arn:aws:iam::222222222222:role/HubRole", """{"trust":{}}""", 400, "A policy needs a Statement")]
    [InlineData("PUT", "roles?arn=x", "{}", 404, "There is no role x.")]
    [InlineData("GET", "secrets", null, 404, "GET /_role-chaining/ lists what there is.")]
    public async Task What_is_wrong_with_a_request_is_said(string method, string path, string? body, int status, string error)
    {
        using HttpResponseMessage response = await SendAsync(method, path, body);
        Assert.Equal(status, (int)response.StatusCode);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(The.Cancellation));
        Assert.Contains(error, json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        await AssumeAsync();
    }

    [Fact]
    public async Task A_body_and_the_number_of_faults_are_bounded()
    {
        using HttpResponseMessage tooLong = await SendAsync("POST", "faults", new string(' ', 1 << 20) + " {}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong.StatusCode);
        for (int i = 0; i < 1000; i++)
        {
            await AskAsync("POST", "faults", """{"fault":"Throttling","count":0}""");
        }

        using HttpResponseMessage tooMany = await SendAsync("POST", "faults", """{"fault":"Throttling"}""");
        Assert.Equal(HttpStatusCode.Conflict, tooMany.StatusCode);
        await AskAsync("DELETE", "faults");
        Assert.True(_sts.Engine.Faults.IsEmpty);
    }

    [Fact]
    public async Task Faults_strike_the_calls_that_they_are_for_until_they_are_taken_away()
    {
        string id = (await AskAsync("POST", "faults", """{"fault":"Error","status":403,"code":"Odd","message":"So it is.","when":{"action":"AssumeRole","region":"eu-west-1"}}""")).GetProperty("id").GetString()!;
        await AskAsync("POST", "faults", """{"fault":"ServiceUnavailable","count":1,"when":{"roleArn":"arn:aws:iam::222222222222:role/HubRole","sessionName":"other"}}""");
        AmazonSecurityTokenServiceException odd = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync("eu-west-1"));
        Assert.Equal(("Odd", "So it is."), (odd.ErrorCode, odd.Message));
        await AssumeAsync();
        JsonElement fault = Assert.Single((await AskAsync("GET", $"faults/{id}")).GetProperty("faults").EnumerateArray());
        Assert.Equal(("Error", 1), (fault.GetProperty("fault").GetString(), fault.GetProperty("struck").GetInt32()));
        await AskAsync("DELETE", $"faults/{id}");
        await AssumeAsync("eu-west-1");
        Assert.Single((await AskAsync("GET", "faults")).GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task A_call_that_is_held_goes_on_when_its_fault_is_taken_away()
    {
        string id = (await AskAsync("POST", "faults", """{"fault":"Hold"}""")).GetProperty("id").GetString()!;
        Task<Credentials> held = AssumeAsync();
        while ((await AskAsync("GET", $"faults/{id}")).GetProperty("faults")[0].GetProperty("held").GetInt32() == 0)
        {
            await Task.Yield();
        }

        Assert.False(held.IsCompleted);
        await AskAsync("DELETE", $"faults/{id}");
        await held;
    }

    [Fact]
    public async Task A_session_ends_and_calls_and_records_are_read_by_URL()
    {
        Credentials session = await AssumeAsync();
        long next = (await AskAsync("GET", "calls")).GetProperty("next").GetInt64();
        await AskAsync("DELETE", $"sessions/{session.AccessKeyId}");
        AmazonSecurityTokenServiceException ended = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => Some.ArnAsync(_sts, session));
        Assert.Equal("InvalidClientTokenId", ended.ErrorCode);

        JsonElement call = Assert.Single((await AskAsync("GET", $"calls?after={next}")).GetProperty("calls").EnumerateArray());
        Assert.Equal("GetCallerIdentity InvalidClientTokenId 403", $"{call.GetProperty("action")} {call.GetProperty("errorCode")} {call.GetProperty("statusCode")}");
        string records = (await AskAsync("GET", "cloudtrail?account=222222222222")).GetProperty("Records").ToString();
        Assert.Contains("\"eventName\":\"AssumeRole\"", records, StringComparison.Ordinal);
        Assert.Equal(2, (await AskAsync("GET", "cloudtrail")).GetProperty("Records").EnumerateArray().Count(record => record.GetProperty("eventName").GetString() == "AssumeRole"));
        string all = records + await AskAsync("GET", "calls");
        Assert.DoesNotContain(session.SecretAccessKey, all, StringComparison.Ordinal);
        Assert.DoesNotContain(session.SessionToken, all, StringComparison.Ordinal);
        await AskAsync("DELETE", "calls");
        Assert.Empty((await AskAsync("GET", "calls")).GetProperty("calls").EnumerateArray());
    }

    [Fact]
    public async Task The_clock_of_the_rules_moves_and_sessions_end()
    {
        Credentials session = await AssumeAsync();
        await AskAsync("POST", "clock", """{"advance":"00:59:00"}""");
        await Some.ArnAsync(_sts, session);
        await AskAsync("POST", "clock", """{"advance":61,"sessionLifetime":90.5,"propagationDelay":30}""");
        AmazonSecurityTokenServiceException ended = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => Some.ArnAsync(_sts, session));
        Assert.Equal("ExpiredToken", ended.ErrorCode);
        Assert.Equal(90.5, _sts.SessionLifetimeCap?.TotalSeconds);

        JsonElement clock = await AskAsync("POST", "clock", """{"now":"2031-02-03T04:05:06Z","sessionLifetime":0,"offset":"-00:20:00"}""");
        Assert.StartsWith("2031-02-03T04:05:0", clock.GetProperty("now").GetString(), StringComparison.Ordinal);
        Assert.Equal((-1200, 30, 0), (clock.GetProperty("offset").GetDouble(), clock.GetProperty("propagationDelay").GetDouble(), clock.GetProperty("sessionLifetime").GetDouble()));
        Assert.Equal(TimeSpan.FromMinutes(-20), _sts.ClockOffset);
    }

    [Fact]
    public async Task Accounts_are_added_and_roles_closed_and_removed()
    {
        JsonElement added = await AskAsync("POST", "accounts", """
            { "users": [ { "account": "444444444444", "name": "carol" } ],
              "roles": [ { "arn": "arn:aws:iam::444444444444:role/Own", "trust": {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"444444444444"},"Action":"sts:AssumeRole"}} } ] }
            """);
        JsonElement carol = Assert.Single(added.GetProperty("users").EnumerateArray());
        BasicAWSCredentials keys = new(carol.GetProperty("accessKeyId").GetString(), carol.GetProperty("secretAccessKey").GetString());
        const string own = "arn:aws:iam::444444444444:role/Own";
        await Some.SessionAsync(_sts, keys, own);
        await AskAsync("PUT", $"roles?arn={own}", $$"""{"trust":{{Some.Trust(The.Home)}},"policies":[{{The.MayDoAnything}}]}""");
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(_sts, keys, own)).ErrorCode);
        Assert.Single(_sts.Roles.Single(role => role.Arn == own).Policies);
        await AskAsync("DELETE", $"roles?arn={own}");
        Assert.DoesNotContain(_sts.Roles, role => role.Arn == own);
    }

    [Fact]
    public async Task Tokens_have_any_claims_and_come_as_from_GitHub_too()
    {
        LocalOidcProvider provider = _sts.AddOidcProvider(The.HubAccount, "https://token.actions.githubusercontent.com");
        _sts.AddRole(Build, $$$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"{{{provider.Arn}}}"},"Action":"sts:AssumeRoleWithWebIdentity",
             "Condition":{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:org/app:ref:refs/heads/main","token.actions.githubusercontent.com:repository":"org/app"} } } }
            """);
        JsonElement issued = await AskAsync("POST", "tokens", """{"subject":"repo:org/app:ref:refs/heads/main","claims":{"repository":"org/app"},"lifetime":600}""");
        Assert.Equal(provider.Arn, issued.GetProperty("providerArn").GetString());
        Assert.Equal("repo:org/app:ref:refs/heads/main", (await AssumeWithTokenAsync(issued)).SubjectFromWebIdentityToken);

        JsonElement without = await AskAsync("GET", "tokens?subject=repo:org%2Fapp:ref:refs/heads/main&audience=sts.amazonaws.com");
        Assert.Equal("AccessDenied", (await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => AssumeWithTokenAsync(without))).ErrorCode);
        JsonElement expired = await AskAsync("POST", "tokens", """{"subject":"x","lifetime":-301}""");
        Assert.Equal("ExpiredTokenException", (await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => AssumeWithTokenAsync(expired))).ErrorCode);

        _sts.AddOidcProvider(The.Home, "https://token.actions.githubusercontent.com");
        using HttpResponseMessage which = await SendAsync("POST", "tokens", """{"issuer":"https://token.actions.githubusercontent.com/"}""");
        Assert.Equal(HttpStatusCode.BadRequest, which.StatusCode);
        await AskAsync("POST", "tokens", """{"issuer":"https://token.actions.githubusercontent.com/","account":"111111111111"}""");
    }

    private async Task<AssumeRoleWithWebIdentityResponse> AssumeWithTokenAsync(JsonElement issued)
    {
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, new AnonymousAWSCredentials());
        return await client.AssumeRoleWithWebIdentityAsync(
            new() { RoleArn = Build, RoleSessionName = "build", WebIdentityToken = issued.GetProperty("value").GetString() }, The.Cancellation);
    }

    private async Task<Credentials> AssumeAsync(string region = "us-east-1")
    {
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, _alice.Credentials, config => config.AuthenticationRegion = region);
        return (await client.AssumeRoleAsync(Some.Request(The.Hub), The.Cancellation)).Credentials;
    }

    /// <summary>What a request that succeeds is answered.</summary>
    private async Task<JsonElement> AskAsync(string method, string path, string? body = null)
    {
        using HttpResponseMessage response = await SendAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync(The.Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body, Uri? at = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(at ?? _sts.ControlEndpoint!, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await _http.SendAsync(request, The.Cancellation);
    }
}
