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

    [Fact]
    public void The_kind_of_endpoint_tells_the_sessions_of_one_STS_from_those_of_another()
    {
        string?[] PlaceOf(bool? useFips) => [.. new StsGateway(_sts.Settings with { Client = new StsClientSettings { UseFipsEndpoint = useFips, IsComplete = true } }).Place];

        Assert.Equal(["eu-west-1", null, "fips", null, null], PlaceOf(true));
        Assert.Equal(["eu-west-1", null, null, null, null], PlaceOf(false));
        Assert.Equal(PlaceOf(false), PlaceOf(null));
    }

    [Theory]
    [InlineData("ap-southeast-2", "eu-west-1", "ap-southeast-2")]
    [InlineData(null, "eu-west-1", "eu-west-1")]
    public void The_address_of_a_hop_is_its_regions_or_the_chains(string? ofHop, string ofChain, string expected)
    {
        var hop = new RoleHop { Number = 1, RoleArn = SomeSts.Hub.RoleArn, SessionName = "session", RequiredActions = [], Region = ofHop };

        Assert.StartsWith($"sts.{expected}.", new StsGateway(_sts.Settings with { Region = ofChain }).FindAddress(hop)!.Host, StringComparison.Ordinal);
    }

    [Theory, InlineData(true, 1), InlineData(false, 2)]
    public async Task How_a_send_went_is_seen_by_the_operation(bool works, int sends)
    {
        _sts.Retry.MaxAttempts = 2;
        if (!works)
            _sts.Stub.Answer = _ => StsStub.Reset();
        List<TimeSpan> seen = [];

        await Record.ExceptionAsync(() => _sts.Gateway.IssueAsync(
            new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice) { Sent = (_, took) => seen.Add(took) }, false, async: true, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(Enumerable.Repeat(TimeSpan.Zero, sends), seen);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-180, -180)]
    [InlineData(86_399, 86_399)]
    [InlineData(-86_399, -86_399)]
    [InlineData(86_400, 0)] // no clock of the day
    public async Task The_last_answer_shows_the_difference_of_the_clocks(int seconds, int expected)
    {
        Assert.Null(_sts.Gateway.ClockOffset);
        _sts.Stub.Date = () => _sts.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds);

        await _sts.AssumeAsync();

        Assert.Equal(TimeSpan.FromSeconds(expected), _sts.Gateway.ClockOffset);
    }

    [Fact]
    public async Task STS_throttles_for_five_seconds_after_it_said_so()
    {
        await _sts.AssumeAsync();
        _sts.Stub.Answer = _ => _sts.Stub.Error("AccessDenied");
        await _sts.FailAsync(singleAttempt: true);
        Assert.False(_sts.Gateway.IsThrottled);

        _sts.Stub.Answer = _ => _sts.Stub.Error("Throttling", System.Net.HttpStatusCode.BadRequest);
        await _sts.FailAsync(singleAttempt: true);
        Assert.True(_sts.Gateway.IsThrottled);
        _sts.Clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Assert.True(_sts.Gateway.IsThrottled);
        _sts.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_sts.Gateway.IsThrottled);
    }
}
