using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using RoleChaining.Planning;

namespace RoleChaining.Sts;

public sealed class StsGatewayTests
{
    private readonly SomeSts _sts = new();

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_hop_becomes_a_session_of_its_role(bool async)
    {
        RoleSession session = await _sts.AssumeAsync(async);

        Assert.Equal("ASIAISSUED1", session.Credentials.AccessKey);
        Assert.Equal("issued-secret", session.Credentials.SecretKey);
        Assert.Equal("issued-token", session.Credentials.Token);
        Assert.Equal("222222222222", session.Credentials.AccountId);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/Hub/session", session.AssumedRoleArn);
        Assert.Equal("request-1", session.RequestId);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_caller_of_the_call_signs_it_with_key_and_token_of_one_session(bool async)
    {
        await _sts.AssumeAsync(async);
        await _sts.AssumeAsync(async, caller: new StsCaller(new ImmutableCredentials("ASIABOB", "bobs-secret", "bobs-token"), "333333333333"));

        Assert.Equal(["AKIAALICE", "ASIABOB"], _sts.Stub.Calls.Select(call => call.Signer!));
        Assert.Equal(["alices-token", "bobs-token"], _sts.Stub.Calls.Select(call => call.Headers["X-Amz-Security-Token"]));
        Assert.Contains("/eu-west-1/sts/aws4_request", _sts.Stub.Calls[0].Headers["Authorization"], StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Every_setting_of_a_hop_is_sent(bool async)
    {
        await _sts.AssumeAsync(async, hop: new RoleHop
        {
            Number = 1,
            RoleArn = SomeSts.Hub.RoleArn,
            SessionName = "orders",
            RequiredActions = [],
            Duration = TimeSpan.FromMinutes(15),
            ExternalId = "external",
            SourceIdentity = "alice",
            Tags = [new SessionTag { Key = "Team", Value = "alpha", Transitive = true }, new SessionTag { Key = "Cost", Value = "" }],
            Policy = "{}",
            PolicyArns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            ProvidedContexts = [new ProvidedContext { ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter", ContextAssertion = "assertion" }],
        });

        Dictionary<string, string> form = _sts.Stub.Calls[0].Form;
        Assert.Equal("AssumeRole", form["Action"]);
        Assert.Equal("arn:aws:iam::222222222222:role/Hub", form["RoleArn"]);
        Assert.Equal("orders", form["RoleSessionName"]);
        Assert.Equal("900", form["DurationSeconds"]);
        Assert.Equal("external", form["ExternalId"]);
        Assert.Equal("alice", form["SourceIdentity"]);
        Assert.Equal(("Team", "alpha"), (form["Tags.member.1.Key"], form["Tags.member.1.Value"]));
        Assert.Equal(("Cost", ""), (form["Tags.member.2.Key"], form["Tags.member.2.Value"]));
        Assert.Equal("Team", form["TransitiveTagKeys.member.1"]);
        Assert.DoesNotContain("TransitiveTagKeys.member.2", form.Keys);
        Assert.Equal("{}", form["Policy"]);
        Assert.Equal("arn:aws:iam::aws:policy/ReadOnlyAccess", form["PolicyArns.member.1.arn"]);
        Assert.Equal("assertion", form["ProvidedContexts.member.1.ContextAssertion"]);
    }

    [Fact]
    public async Task What_a_hop_does_not_set_is_not_sent()
    {
        await _sts.AssumeAsync();

        Assert.Equal(["Action", "RoleArn", "RoleSessionName", "Version"], _sts.Stub.Calls[0].Form.Keys.Order());
    }

    [Fact]
    public async Task Gateways_of_equal_settings_share_one_client_and_others_do_not()
    {
        await _sts.AssumeAsync();
        for (int i = 0; i < 100; i++)
            await new StsGateway(_sts.Settings).IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), false, async: i % 2 == 0, CancellationToken.None);
        Assert.Equal(1, _sts.Stub.ClientsMade);

        await new StsGateway(_sts.Settings with { Region = "eu-central-1" }).IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), false, async: true, CancellationToken.None);
        Assert.Equal(2, _sts.Stub.ClientsMade);
    }

    [Fact]
    public async Task A_hop_may_name_its_own_region()
    {
        await _sts.AssumeAsync(hop: new RoleHop { Number = 1, RoleArn = SomeSts.Hub.RoleArn, SessionName = "session", RequiredActions = [], Region = "ap-southeast-2" });

        Assert.Equal("ap-southeast-2", Assert.Single(_sts.Stub.Calls).Region);
    }

    [Fact]
    public void An_endpoint_of_ones_own_is_called_and_signed_for_the_region()
    {
        var config = new StsEndpointKey("eu-west-1", new StsClientSettings { Endpoint = "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com" }, null, _sts.Clock).CreateConfig();

        Assert.Equal("https://vpce-1.sts.eu-west-1.vpce.amazonaws.com/", new Uri(config.ServiceURL).ToString());
        Assert.Equal("eu-west-1", config.AuthenticationRegion);
    }

    [Fact]
    public void The_callers_configuration_sees_the_region_and_cannot_turn_the_SDKs_retries_on()
    {
        string? seen = null;
        var config = new StsEndpointKey("eu-west-1", new StsClientSettings { UseFipsEndpoint = true }, c => (seen, c.MaxErrorRetry, c.ThrottleRetries) = (c.RegionEndpoint.SystemName, 9, true), _sts.Clock).CreateConfig();

        Assert.Equal("eu-west-1", seen);
        Assert.Equal(0, config.MaxErrorRetry);
        Assert.Equal(0, config.MaxStaleConnectionRetries);
        Assert.False(config.ThrottleRetries);
        Assert.True(config.UseFIPSEndpoint);
    }
}
