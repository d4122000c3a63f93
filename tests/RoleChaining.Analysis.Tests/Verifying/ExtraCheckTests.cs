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
