using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

public sealed class WebIdentityTests : IAsyncDisposable
{
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

        Assert.Equal(("InvalidIdentityToken", "Incorrect token audience"), await RefusedAsync(_provider.IssueToken("repo:orders", "another")));
        Assert.Equal(("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"), await RefusedAsync(_provider.IssueToken("repo:other")));
        Assert.Equal(("InvalidIdentityToken", "Token signature invalid"), await RefusedAsync(impostor));
        Assert.Equal(("InvalidIdentityToken", "Token signature invalid"), await RefusedAsync($"{parts[0]}.{_provider.IssueToken("repo:root").Split('.')[1]}.{parts[2]}"));
        Assert.Equal("InvalidIdentityToken", (await RefusedAsync(otherIssuer)).Code);
        foreach (string broken in (string[])["nothing", "a.b.c", "....", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.e30.{parts[2]}"])
            Assert.Equal("InvalidIdentityToken", (await RefusedAsync(broken)).Code);
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
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

    private string Trust(string actions) =>
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"" + _provider.Arn + "\"},\"Action\":" + actions
        + ",\"Condition\":{\"StringEquals\":{\"" + _provider.Name + ":sub\":\"repo:orders\",\"" + _provider.Name + ":aud\":\"sts.amazonaws.com\"}}}}";
}
