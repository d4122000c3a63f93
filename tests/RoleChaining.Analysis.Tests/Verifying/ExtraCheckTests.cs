using RoleChaining.Testing;

namespace RoleChaining.Verifying;

/// <summary>What <see cref="VerifyOptions"/> asks for besides.</summary>
public sealed class ExtraCheckTests : IAsyncDisposable
{
    private readonly VerifiedWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_external_id_is_left_out_once_to_see_whether_it_is_enforced(bool isEnforced)
    {
        _world.ProductionRole.TrustPolicy = VerifiedWorld.Trust(VerifiedWorld.Hub, isEnforced ? "orders-7" : null);

        VerifyReport report = await _world.VerifyAsync(new() { ExternalIdEnforced = true });

        VerifyCheck check = Assert.Single(report.Checks);
        Assert.Equal((VerifyCheckKind.ExternalIdEnforced, 2, isEnforced), (check.Kind, check.HopNumber, check.Holds));
        Assert.Equal([false, true, false], _world.Assumes.Select(call => call.HasExternalId));
    }

    [Fact]
    public async Task An_STS_that_is_busy_tells_nothing_of_an_external_id()
    {
        _world.Sts.AddFault(StsFault.Throttling(), call => call.Action == "AssumeRole" && call.RoleArn == VerifiedWorld.Production && !call.HasExternalId);

        VerifyReport report = await _world.VerifyAsync(new() { ExternalIdEnforced = true });

        Assert.Equal((VerifyStatus.Ok, null), (report.Status, Assert.Single(report.Checks).Holds));
    }

    [Fact]
    public async Task The_last_role_is_tried_from_the_source_with_what_the_hops_between_pass_on()
    {
        Trust(VerifiedWorld.Hub, _world.Alice.Arn);

        VerifyReport report = await _world.VerifyAsync(new() { Direct = true });

        VerifyCheck check = Assert.Single(report.Checks);
        Assert.Equal((VerifyCheckKind.Direct, true), (check.Kind, check.Holds));
        Assert.Contains("Gained: sessions up to 12 h where the role allows them, and 1 call less.", check.Text, StringComparison.Ordinal);
        Assert.Contains($"Lost: what {VerifiedWorld.Hub} restricts and records", check.Text, StringComparison.Ordinal);
        StsCall direct = _world.Assumes.Last();
        Assert.Equal((_world.Alice.Arn, VerifiedWorld.Production, "alice"), (direct.SignerArn, direct.RoleArn, direct.SourceIdentity));
        Assert.Equal([new("Team", "alpha")], direct.Tags);
    }

    [Fact]
    public async Task What_is_gained_and_lost_without_two_hubs_is_told_in_full()
    {
        const string Middle = "arn:aws:iam::444444444444:role/Middle";
        _world.Sts.AddRole(Middle, VerifiedWorld.Trust(VerifiedWorld.Hub), VerifiedWorld.Everything);
        Trust(Middle, _world.Alice.Arn);
        using ChainedAWSCredentials credentials = new RoleChainBuilder().WithSource(_world.Source).WithRegion("eu-west-1")
            .AssumeRole(VerifiedWorld.Hub).AssumeRole(Middle).AssumeRole(VerifiedWorld.Production, hop => hop.ExternalId = "orders-7")
            .WithStsClientConfig(_world.Sts.Configure).Build();

        VerifyReport report = await credentials.VerifyAsync(new VerifyOptions { Direct = true, ExternalIdEnforced = true }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "the role is denied without the external id",
                "the source can assume the role directly. Gained: sessions up to 12 h where the role allows them, and 2 calls less. "
                + $"Lost: what {VerifiedWorld.Hub} and {Middle} restrict and record",
            ],
            report.Checks.Select(check => check.Text));
    }

    [Fact]
    public async Task What_the_source_would_have_to_send_itself_is_told()
    {
        Trust(VerifiedWorld.Hub, _world.Alice.Arn);

        string text = Assert.Single((await _world.VerifyAsync(new() { Direct = true })).Checks).Text;

        Assert.EndsWith($"Lost: what {VerifiedWorld.Hub} restricts and records; what the role inherits now, the source sends itself", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_hop_is_direct_and_its_session_may_be_as_long_as_the_role_allows()
    {
        using ChainedAWSCredentials credentials = new RoleChainBuilder().WithSource(_world.Source).WithRegion("eu-west-1")
            .AssumeRole(VerifiedWorld.Hub, hop => hop.Duration = TimeSpan.FromHours(2)).WithStsClientConfig(_world.Sts.Configure).Build();

        VerifyReport report = await credentials.VerifyAsync(new VerifyOptions { Direct = true, MaxDuration = true }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                (VerifyCheckKind.MaxDuration, true, "sessions could last 4 h (whole hours were tried)"),
                (VerifyCheckKind.Direct, true, "the source assumes the role directly: there is no hop between"),
            ],
            report.Checks.Select(check => (check.Kind, check.Holds, check.Text)));
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_says_why()
    {
        int calls = 0;
        _world.Sts.AddFault(StsFault.Error(400, "ValidationError", "not like this"), call => call.Action == "AssumeRole" && ++calls > 2);

        VerifyReport report = await _world.VerifyAsync(new() { Direct = true, ExternalIdEnforced = true });

        Assert.Equal((VerifyStatus.Ok, 2), (report.Status, report.Checks.Count));
        Assert.All(report.Checks, check => Assert.Null(check.Holds));
        Assert.StartsWith("whether the external id is enforced was not checked: STS in eu-west-1 answered ValidationError (400)", report.Checks[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("whether the source can assume the role directly was not checked: STS in eu-west-1 answered ValidationError (400)", report.Checks[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_the_last_role_does_not_trust_needs_the_chain()
    {
        VerifyCheck check = Assert.Single((await _world.VerifyAsync(new() { Direct = true })).Checks);

        Assert.Equal((false, "the source cannot assume the role directly: the chain is needed"), (check.Holds, check.Text));
    }

    [Fact]
    public async Task A_chain_that_stops_in_the_middle_may_work_without_it()
    {
        Trust(_world.Alice.Arn, VerifiedWorld.Hub);
        _world.HubRole.TrustPolicy = VerifiedWorld.Trust("arn:aws:iam::999999999999:root");

        VerifyReport report = await _world.VerifyAsync(new() { Direct = true });

        Assert.Equal((VerifyStatus.Denied, true), (report.Status, Assert.Single(report.Checks).Holds));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(12)]
    public async Task The_longest_session_is_found_in_five_calls(int hours)
    {
        _world.Sts.RemoveRole(VerifiedWorld.Hub);
        _world.Sts.AddRole(
            VerifiedWorld.Hub, VerifiedWorld.Trust(_world.Alice.Arn), VerifiedWorld.Everything, TimeSpan.FromHours(hours));

        VerifyReport report = await _world.VerifyAsync(new() { MaxDuration = true });

        Assert.Equal(
            [$"sessions could last {hours} h (whole hours were tried)", "sessions last 1 h at most, because the caller is a session"],
            report.Checks.Select(check => check.Text));
        Assert.InRange(_world.Assumes.Count(), 3, 2 + 5);
    }

    [Fact]
    public async Task A_hop_with_MFA_is_left_out_and_nobody_is_asked_for_another_code()
    {
        int codes = 0;
        VerifyReport report = await _world.VerifyAsync(new() { MaxDuration = true }, hop =>
        {
            hop.MfaSerialNumber = _world.Alice.MfaSerial;
            hop.MfaTokenProvider = _ =>
            {
                codes++;
                return Task.FromResult(_world.Alice.GetMfaCode());
            };
        });

        Assert.Equal((VerifyStatus.Ok, 1), (report.Status, codes));
        Assert.Equal("how long sessions could last was not checked: it would take one more code of MFA", report.Checks[0].Text);
    }

    private void Trust(params string[] principals) =>
        _world.ProductionRole.TrustPolicy = VerifiedWorld.Trust(VerifiedWorld.Hub, "orders-7").Replace(
            $"\"{VerifiedWorld.Hub}\"", $"[\"{string.Join("\",\"", principals)}\"]", StringComparison.Ordinal);
}
