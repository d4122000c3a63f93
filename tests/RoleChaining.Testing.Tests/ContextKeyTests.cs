using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

/// <summary>The condition keys that every call has, as the real SDK client's calls meet them.</summary>
public sealed class ContextKeyTests : IAsyncDisposable
{
    private readonly LocalSts _sts = LocalSts.CreateInMemory(options => options.TimeProvider = new FakeTimeProvider(The.Time));

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Theory]
    [InlineData("""{"StringEquals":{"aws:ResourceAccount":"222222222222"}}""")]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":"111111111111"}}""")]
    [InlineData("""{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:user/teams/alice"}}""")]
    [InlineData("""{"StringEquals":{"aws:PrincipalType":"User"}}""")]
    [InlineData("""{"StringEquals":{"aws:username":"alice"}}""")]
    [InlineData("""{"StringLike":{"aws:userid":"AIDA*"}}""")]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/TEAM":"alpha"}}""")]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/Team":"${aws:PrincipalTag/Team}"}}""")]
    [InlineData("""{"Bool":{"aws:PrincipalIsAWSService":"false"}}""")]
    [InlineData("""{"Bool":{"aws:ViaAWSService":"false"}}""")]
    [InlineData("""{"Bool":{"aws:SecureTransport":"true"}}""")]
    [InlineData("""{"StringLike":{"aws:UserAgent":"*aws-sdk-dotnet*"}}""")]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}""")]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""")]
    [InlineData("""{"DateEquals":{"aws:CurrentTime":"2026-11-20T12:00:00Z"}}""")]
    [InlineData("""{"NumericEquals":{"aws:EpochTime":"1795176000"}}""")]
    [InlineData("""{"StringEquals":{"sts:RoleSessionName":"tests"}}""")]
    [InlineData("""{"Null":{"aws:TokenIssueTime":"true","aws:MultiFactorAuthPresent":"true","aws:MultiFactorAuthAge":"true"}}""")]
    [InlineData("""{"Null":{"aws:SourceIdentity":"true","aws:FederatedProvider":"true","aws:PrincipalOrgID":"true","aws:ResourceOrgID":"true"}}""")]
    [InlineData("""{"Null":{"aws:TagKeys":"true","sts:TransitiveTagKeys":"true","sts:ExternalId":"true","sts:DurationSeconds":"true"}}""")]
    public async Task A_users_call_has_it(string condition)
    {
        LocalUser alice = _sts.AddUser(The.Home, "teams/alice", tags: new Dictionary<string, string> { ["Team"] = "alpha" });
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn, condition));

        await Some.SessionAsync(_sts, alice.Credentials, The.Hub);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"aws:ResourceAccount":"333333333333"}}""")]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":"222222222222"}}""")]
    [InlineData("""{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/HubRole"}}""")]
    [InlineData("""{"StringEquals":{"aws:PrincipalType":"AssumedRole"}}""")]
    [InlineData("""{"StringLike":{"aws:userid":"AROA*:tests"},"Null":{"aws:username":"true","aws:PrincipalTag/Team":"true"}}""")]
    [InlineData("""{"Bool":{"aws:PrincipalIsAWSService":"false","aws:ViaAWSService":"false","aws:MultiFactorAuthPresent":"false"}}""")]
    [InlineData("""{"DateEquals":{"aws:TokenIssueTime":"2026-11-20T12:00:00Z"},"Null":{"aws:MultiFactorAuthAge":"true"}}""")]
    public async Task A_sessions_call_has_it(string condition)
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice", tags: new Dictionary<string, string> { ["Team"] = "alpha" });
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        _sts.AddRole(The.Production, Some.Trust(The.Hub, condition));

        await Some.SessionAsync(_sts, await Some.SessionAsync(_sts, alice.Credentials, The.Hub), The.Production);
    }

    [Theory]
    [InlineData("""{"StringEquals":{"aws:ResourceAccount":"222222222222","aws:RequestedRegion":"us-east-1"}}""")]
    [InlineData("""{"StringLike":{"aws:UserAgent":"*aws-sdk-dotnet*"},"IpAddress":{"aws:SourceIp":"127.0.0.1"}}""")]
    [InlineData("""{"Bool":{"aws:SecureTransport":"true","aws:ViaAWSService":"false"},"Null":{"aws:PrincipalIsAWSService":"true"}}""")]
    [InlineData("""{"Null":{"aws:PrincipalArn":"true","aws:FederatedProvider":"true","aws:TokenIssueTime":"true","aws:CurrentTime":"false"}}""")]
    public async Task A_call_with_a_token_has_it(string condition)
    {
        LocalOidcProvider provider = _sts.AddOidcProvider(The.HubAccount, "https://token.example.com");
        _sts.AddRole(The.Hub, $$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},
              "Action":"sts:AssumeRoleWithWebIdentity","Condition":{{condition}} } }
            """);
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, new AnonymousAWSCredentials());

        await client.AssumeRoleWithWebIdentityAsync(
            new() { RoleArn = The.Hub, RoleSessionName = "tests", WebIdentityToken = provider.IssueToken("build") }, The.Cancellation);
    }

    [Fact]
    public async Task GetAccessKeyInfo_has_them_too()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice", policies: ["""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:GetAccessKeyInfo","Resource":"*","Condition":{
              "Bool":{"aws:SecureTransport":"true"},"StringLike":{"aws:UserAgent":"*aws-sdk-dotnet*"},"IpAddress":{"aws:SourceIp":"127.0.0.1"},
              "StringEquals":{"aws:ResourceAccount":"111111111111"}}}}
            """]);
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, alice.Credentials);

        Assert.Equal(The.Home, (await client.GetAccessKeyInfoAsync(new() { AccessKeyId = alice.AccessKeyId }, The.Cancellation)).Account);
    }

    [Fact]
    public async Task A_data_perimeter_leaves_the_roles_of_its_account_open()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice", policies: ["""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*",
              "Condition":{"StringNotEquals":{"aws:ResourceAccount":"222222222222"}}}]}
            """]);
        _sts.AddRole(The.Hub, Some.Trust(The.Home));
        _sts.AddRole(The.Production, Some.Trust(The.Home));

        await Some.SessionAsync(_sts, alice.Credentials, The.Hub);
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(_sts, alice.Credentials, The.Production)).ErrorCode);
    }

    [Fact]
    public async Task Tags_of_users_are_in_the_file_too_and_in_the_sessions_of_GetSessionToken()
    {
        _sts.Load("""{ "users": [ { "account": "111111111111", "name": "alice", "tags": { "Team": "alpha" } } ] }""");
        LocalUser alice = Assert.Single(_sts.Users);
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn, """{"StringEquals":{"aws:PrincipalTag/team":"alpha"}}"""));
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, alice.Credentials);
        Credentials session = (await client.GetSessionTokenAsync(new(), The.Cancellation)).Credentials;

        await Some.SessionAsync(_sts, session, The.Hub);

        Assert.Equal("alpha", alice.Tags["Team"]);
    }

    [Fact]
    public async Task A_second_file_without_an_organization_leaves_the_first_ones_in_force()
    {
        _sts.Load("""{ "organization": { "Organization": { "Id": "o-1" }, "Parents": { "111111111111": "r-1" } } }""");
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn, """{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"""));

        _sts.Load(new IamSnapshotBuilder().Build());

        await Some.SessionAsync(_sts, alice.Credentials, The.Hub);
    }
}
