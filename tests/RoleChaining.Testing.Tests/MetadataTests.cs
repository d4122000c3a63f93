using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

/// <summary>Metadata as the SDKs ask for it; SDKs themselves read it by environment variables, which are a process's and not a test's.</summary>
public sealed class MetadataTests : IAsyncLifetime
{
    private const string Platform = "arn:aws:iam::111111111111:role/platform/AppRole";

    private readonly FakeTimeProvider _clock = new(The.Time);
    private readonly HttpClient _client = new();
    private LocalSts _sts = null!;

    public async ValueTask InitializeAsync()
    {
        _sts = await LocalSts.StartAsync(options => options.TimeProvider = _clock, The.Cancellation);
        _sts.AddRole(The.Hub, Some.Trust(Platform), maxSessionDuration: TimeSpan.FromHours(12));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sts.DisposeAsync();
    }

    [Fact]
    public async Task An_instance_hands_out_its_roles_session_to_who_has_a_token()
    {
        IReadOnlyDictionary<string, string> environment = _sts.ServeInstanceRole(AddPlatformRole("ec2.amazonaws.com"));
        Uri endpoint = new(environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"]);
        Uri roles = new(endpoint, "/latest/meta-data/iam/security-credentials/");

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(HttpMethod.Get, roles)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(HttpMethod.Put, new(endpoint, "/latest/api/token"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(HttpMethod.Put, new(endpoint, "/latest/api/token"), ("X-aws-ec2-metadata-token-ttl-seconds", "21601"))).Status);
        string token = (await AskAsync(HttpMethod.Put, new(endpoint, "/latest/api/token"), ("X-aws-ec2-metadata-token-ttl-seconds", "21600"))).Body;
        (string, string) withToken = ("X-aws-ec2-metadata-token", token);
        Assert.Equal("AppRole", (await AskAsync(HttpMethod.Get, roles, withToken)).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(HttpMethod.Get, new(roles, "Other"), withToken)).Status);
        SessionAWSCredentials app = Read((await AskAsync(HttpMethod.Get, new(roles, "AppRole"), withToken)).Body);

        Assert.StartsWith("arn:aws:sts::111111111111:assumed-role/AppRole/i-0", await Some.ArnAsync(_sts, app), StringComparison.Ordinal);
        await Some.SessionAsync(_sts, app, The.Hub, request => request.DurationSeconds = 3600);
        Assert.Contains("role chaining", (await Some.RefusalAsync(_sts, app, The.Hub, request => request.DurationSeconds = 3601)).Message, StringComparison.Ordinal);
        Assert.Equal(app.GetCredentials().AccessKey, Read((await AskAsync(HttpMethod.Get, new(roles, "AppRole"), withToken)).Body).GetCredentials().AccessKey);
        _clock.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(5));
        Assert.NotEqual(app.GetCredentials().AccessKey, Read((await AskAsync(HttpMethod.Get, new(roles, "AppRole"), withToken)).Body).GetCredentials().AccessKey);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(HttpMethod.Get, roles, withToken)).Status);
    }

    [Fact]
    public async Task A_container_hands_out_its_roles_session_to_who_has_its_token()
    {
        IReadOnlyDictionary<string, string> environment = _sts.ServeContainerRole(AddPlatformRole("ecs-tasks.amazonaws.com"));
        Uri address = new(environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(HttpMethod.Get, address)).Status);
        (HttpStatusCode _, string body) = await AskAsync(HttpMethod.Get, address, ("Authorization", environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]));

        Assert.StartsWith("arn:aws:sts::111111111111:assumed-role/AppRole/", await Some.ArnAsync(_sts, Read(body)), StringComparison.Ordinal);
        Assert.Equal(("metadata", "GetCredentials", Platform), (_sts.Calls[1].Service, _sts.Calls[1].Action, _sts.Calls[1].RoleArn));
    }

    [Fact]
    public async Task A_pods_tags_are_transitive_and_so_need_TagSession_at_the_next_hop()
    {
        IReadOnlyDictionary<string, string> environment = _sts.ServePodRole(AddPlatformRole("pods.eks.amazonaws.com"), "orders", "api");
        (HttpStatusCode _, string body) = await AskAsync(
            HttpMethod.Get, new(environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"]), ("Authorization", environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]));
        SessionAWSCredentials pod = Read(body);
        string trust = Some.Trust(Platform, """{"StringEquals":{"aws:PrincipalTag/kubernetes-namespace":"orders","aws:PrincipalTag/kubernetes-service-account":"api"}}""");
        _sts.AddRole(The.Production, trust.Replace(",\"sts:TagSession\",\"sts:SetSourceIdentity\"", string.Empty, StringComparison.Ordinal));

        AmazonSecurityTokenServiceException refusal = await Some.RefusalAsync(_sts, pod, The.Production);
        _sts.RemoveRole(The.Production);
        _sts.AddRole(The.Production, trust);
        await Some.SessionAsync(_sts, pod, The.Production);

        Assert.Contains("is not authorized to perform: sts:TagSession on resource: " + The.Production, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_strike_metadata_too()
    {
        Uri address = new(_sts.ServeContainerRole(AddPlatformRole("lambda.amazonaws.com"))["AWS_CONTAINER_CREDENTIALS_FULL_URI"]);
        _sts.AddFault(StsFault.ServiceUnavailable(), call => call.Service == "metadata");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(HttpMethod.Get, address)).Status);
    }

    [Fact]
    public async Task A_role_that_does_not_trust_the_platform_is_not_served()
    {
        LocalRole role = AddPlatformRole("ec2.amazonaws.com");
        await using LocalSts inMemory = LocalSts.CreateInMemory();

        Assert.Throws<ArgumentException>(() => _sts.ServeContainerRole(role));
        Assert.Throws<ArgumentException>(() => _sts.ServePodRole(role));
        Assert.Throws<InvalidOperationException>(() => inMemory.ServeInstanceRole(role));
    }

    private LocalRole AddPlatformRole(string service) => _sts.AddRole(
        Platform,
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"" + service + "\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]}}",
        The.MayAssumeAnything);

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpMethod method, Uri address, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, address);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, The.Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(The.Cancellation));
    }

    private static SessionAWSCredentials Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        string Text(string name) => document.RootElement.GetProperty(name).GetString()!;
        return new(Text("AccessKeyId"), Text("SecretAccessKey"), Text("Token"));
    }
}
