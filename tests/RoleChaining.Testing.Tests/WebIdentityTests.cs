using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

public sealed class WebIdentityTests : IAsyncDisposable
{
    private const string NotValidated =
        "The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.";

    private const string NotAuthorized = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

    private readonly FakeTimeProvider _clock = new(The.Time);
    private readonly LocalSts _sts;
    private readonly LocalOidcProvider _provider;

    public WebIdentityTests()
    {
        _sts = LocalSts.CreateInMemory(options => options.TimeProvider = _clock);
        _provider = _sts.AddOidcProvider(The.HubAccount, "https://token.example.com/builds");
        _sts.AddRole(
            The.Hub,
            Trust("""["sts:AssumeRoleWithWebIdentity","sts:TagSession","sts:SetSourceIdentity"]"""),
            The.MayAssumeAnything,
            TimeSpan.FromHours(12));
    }

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Fact]
    public async Task A_token_becomes_a_session_with_its_tags_and_source_identity()
    {
        _sts.AddRole(The.Production, Some.Trust(The.Hub, """{"StringEquals":{"aws:PrincipalTag/Team":"alpha","sts:SourceIdentity":"build"}}"""));
        string token = _provider.IssueToken("repo:orders", tags: new Dictionary<string, string> { ["Team"] = "alpha" }, transitiveTagKeys: ["Team"], sourceIdentity: "build");

        AssumeRoleWithWebIdentityResponse response = await AssumeAsync(token, request => request.DurationSeconds = 43200);

        Assert.Equal(("repo:orders", _provider.Arn, "sts.amazonaws.com", "build"), (response.SubjectFromWebIdentityToken, response.Provider, response.Audience, response.SourceIdentity));
        await Some.SessionAsync(_sts, response.Credentials, The.Production);
        AmazonSecurityTokenServiceException tooLong = await Some.RefusalAsync(_sts, response.Credentials, The.Production, request => request.DurationSeconds = 3601);
        Assert.Contains("role chaining", tooLong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_refused_for_its_time_audience_subject_signature_or_form()
    {
        string good = _provider.IssueToken("repo:orders");
        string[] parts = good.Split('.');
        string otherIssuer = _sts.AddOidcProvider(The.Home, "https://elsewhere.example.com").IssueToken("repo:orders");
        string impostor = _sts.AddOidcProvider(The.Home, "https://token.example.com/builds").IssueToken("repo:orders");

        Assert.Equal(("InvalidIdentityToken", NotValidated), await RefusedAsync(_provider.IssueToken("repo:orders", "another")));
        Assert.Equal(("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"), await RefusedAsync(_provider.IssueToken("repo:other")));
        Assert.Equal(("InvalidIdentityToken", "Token signature invalid"), await RefusedAsync(impostor));
        Assert.Equal(("InvalidIdentityToken", "Token signature invalid"), await RefusedAsync($"{parts[0]}.{_provider.IssueToken("repo:root").Split('.')[1]}.{parts[2]}"));
        Assert.Equal("InvalidIdentityToken", (await RefusedAsync(otherIssuer)).Code);
        foreach (string broken in (string[])["nothing", "a.b.c", "....", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.e30.{parts[2]}"])
        {
            Assert.Equal("InvalidIdentityToken", (await RefusedAsync(broken)).Code);
        }

        _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(299));
        await AssumeAsync(good);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("ExpiredTokenException", (await RefusedAsync(good)).Code);
    }

    [Fact]
    public async Task Tags_in_a_token_need_the_roles_leave()
    {
        _sts.RemoveRole(The.Hub);
        _sts.AddRole(The.Hub, Trust("\"sts:AssumeRoleWithWebIdentity\""));

        await AssumeAsync(_provider.IssueToken("repo:orders"));
        Assert.Equal(
            ("AccessDenied", "Not authorized to perform sts:TagSession"),
            await RefusedAsync(_provider.IssueToken("repo:orders", tags: new Dictionary<string, string> { ["Team"] = "alpha" })));
        Assert.Equal(("AccessDenied", "Not authorized to perform sts:SetSourceIdentity"), await RefusedAsync(_provider.IssueToken("repo:orders", sourceIdentity: "build")));
    }

    /// <summary>Claims, and the message of the refusal; an empty one where STS takes the token. As AWS was recorded to answer.</summary>
    [Theory]
    [InlineData("""{"sub":7}""", NotAuthorized)]
    [InlineData("""{"sub":""}""", NotAuthorized)]
    [InlineData("""{"exp":"1795176000"}""", "")]
    [InlineData("""{"exp":1795176000.5}""", "Invalid timestamp in token claims.")]
    [InlineData("""{"exp":"tomorrow"}""", "Invalid timestamp in token claims.")]
    [InlineData("""{"iat":1795176300}""", "")]
    [InlineData("""{"iat":1795176301}""", "Token issued in the future: IAT")]
    [InlineData("""{"nbf":1795176300}""", "")]
    [InlineData("""{"nbf":1795176301}""", "Token issued in the future: NBF")]
    [InlineData("""{"aud":["sts.amazonaws.com"]}""", "")]
    [InlineData("""{"aud":["sts.amazonaws.com","sts.amazonaws.com"]}""", NotValidated)]
    [InlineData("""{"aud":["a","b"],"azp":"sts.amazonaws.com"}""", "")]
    [InlineData("""{"azp":"another"}""", NotValidated)]
    [InlineData("""{"azp":""}""", NotValidated)]
    [InlineData("""{"aud":[]}""", NotValidated)]
    [InlineData("""{"aud":""}""", NotValidated)]
    [InlineData("""{"https://aws.amazon.com/tags":{"principal_tags":{"Team":["alpha"]}}}""", "")]
    [InlineData("""{"https://aws.amazon.com/tags":{"principal_tags":{"Team":"alpha"}}}""", "principal_tags passed in claim is not in correct format.")]
    [InlineData("""{"https://aws.amazon.com/tags/principal_tags/Team":"alpha"}""", "")]
    [InlineData("""{"https://aws.amazon.com/roles":["arn:aws:iam::222222222222:role/HubRole"]}""", "")]
    [InlineData("""{"https://aws.amazon.com/roles":["arn:aws:iam::222222222222:role/Other"]}""", NotValidated)]
    public async Task Claims_are_read_as_AWS_reads_them(string claims, string message)
    {
        JsonObject all = (JsonObject)JsonNode.Parse(claims)!;
        all.TryAdd("sub", "repo:orders");
        string token = _provider.IssueToken(all);

        if (message.Length == 0)
        {
            Assert.Equal("sts.amazonaws.com", (await AssumeAsync(token)).Audience);
        }
        else
        {
            Assert.Equal(message, (await RefusedAsync(token)).Message);
        }
    }

    /// <summary>A token that has a name twice counts as AWS was recorded to read it: by the last.</summary>
    [Theory]
    [InlineData("""{"https://aws.amazon.com/tags/principal_tags/Team":"first","https://aws.amazon.com/tags/principal_tags/Team":"last"}""")]
    [InlineData("""{"https://aws.amazon.com/tags/principal_tags/Team":7,"https://aws.amazon.com/tags/principal_tags/Team":"last"}""")]
    [InlineData("""{"https://aws.amazon.com/tags":{"principal_tags":{"Team":["first"],"Team":["last"]}}}""")]
    [InlineData("""{"https://aws.amazon.com/tags":{"principal_tags":{"Team":["first"]}},"https://aws.amazon.com/tags":{"principal_tags":{"Team":["last"]}}}""")]
    public void Of_a_tag_that_is_claimed_twice_the_last_counts(string claims)
    {
        using JsonDocument document = JsonDocument.Parse(claims);

        Assert.Equal([new("Team", "last")], TokenTags.Read(document.RootElement));
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("iat")]
    [InlineData("exp")]
    public async Task A_missing_claim_is_named(string claim)
    {
        long now = The.Time.ToUnixTimeSeconds();
        JsonObject claims = new()
        {
            ["iss"] = _provider.Issuer, ["sub"] = "repo:orders", ["aud"] = "sts.amazonaws.com", ["iat"] = now, ["exp"] = now + 60,
        };
        claims.Remove(claim);

        Assert.Equal(("InvalidIdentityToken", $"Missing a required claim: {claim}"), await RefusedAsync(_provider.Sign(claims)));
    }

    [Theory]
    [InlineData("""{"alg":"ES256"}""", true)]
    [InlineData("""{"alg":"ES256","kid":"local"}""", true)]
    [InlineData("""{"alg":"ES256","kid":""}""", false)]
    [InlineData("""{"alg":"ES256","kid":"other"}""", false)]
    [InlineData("""{"alg":"ES256","kid":"local","crit":["b64"],"b64":false}""", false)]
    public async Task The_header_names_the_key_or_nothing(string header, bool isTaken)
    {
        long now = The.Time.ToUnixTimeSeconds();
        string token = _provider.Sign(
            new() { ["iss"] = _provider.Issuer, ["sub"] = "repo:orders", ["aud"] = "sts.amazonaws.com", ["iat"] = now, ["exp"] = now + 60 }, header);

        if (isTaken)
        {
            await AssumeAsync(token);
        }
        else
        {
            Assert.Equal("InvalidIdentityToken", (await RefusedAsync(token)).Code);
        }
    }

    [Fact]
    public async Task A_trust_policy_sees_the_bearer_as_AWS_shows_it()
    {
        _sts.RemoveRole(The.Hub);
        _sts.AddRole(The.Hub, Trust("\"sts:AssumeRoleWithWebIdentity\"", $$$"""
            "StringLike":{"aws:PrincipalType":"User","aws:PrincipalAccount":"222222222222","aws:userid":"{{{_provider.Arn}}}"},
            "Null":{"aws:PrincipalArn":"true"},"Bool":{"sts:RoleAuthorizedByIdp":"false"}
            """));

        await AssumeAsync(_provider.IssueToken("repo:orders"));
    }

    [Theory]
    [InlineData("accounts.google.com", "AccessDenied")]
    [InlineData("www.amazon.com", "InvalidIdentityToken")]
    [InlineData("graph.facebook.com", "IDPRejectedClaim")]
    public async Task A_ProviderId_does_not_go_with_such_a_token(string providerId, string code)
    {
        AmazonSecurityTokenServiceException exception = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(
            () => AssumeAsync(_provider.IssueToken("repo:orders"), request => request.ProviderId = providerId));
        Assert.Equal(code, exception.ErrorCode);
    }

    private async Task<AssumeRoleWithWebIdentityResponse> AssumeAsync(string token, Action<AssumeRoleWithWebIdentityRequest>? change = null)
    {
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, new AnonymousAWSCredentials());
        AssumeRoleWithWebIdentityRequest request = new() { RoleArn = The.Hub, RoleSessionName = "tests", WebIdentityToken = token };
        change?.Invoke(request);
        return await client.AssumeRoleWithWebIdentityAsync(request, The.Cancellation);
    }

    private async Task<(string Code, string Message)> RefusedAsync(string token)
    {
        AmazonSecurityTokenServiceException refusal = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(token));
        return (refusal.ErrorCode, refusal.Message);
    }

    private string Trust(string actions, string moreConditions = "") =>
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"" + _provider.Arn + "\"},\"Action\":" + actions
        + ",\"Condition\":{\"StringEquals\":{\"" + _provider.Name + ":sub\":\"repo:orders\",\"" + _provider.Name + ":aud\":\"sts.amazonaws.com\"}" + (moreConditions.Length == 0 ? "" : "," + moreConditions) + "}}}";
}
