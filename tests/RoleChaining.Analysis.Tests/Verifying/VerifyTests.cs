using RoleChaining.Testing;

namespace RoleChaining.Verifying;

/// <summary>Chains verified live, against the local STS.</summary>
public sealed class VerifyTests
{
    [Fact]
    public async Task Each_hop_is_asked_twice_and_shown_as_soon_as_it_is_known()
    {
        await using VerifiedWorld world = new();

        VerifyReport report = await world.VerifyAsync();

        Assert.Equal(VerifyStatus.Ok, report.Status);
        Assert.Equal(report.Hops, world.Seen);
        Assert.Equal(
            ["GetCallerIdentity", "AssumeRole", "GetCallerIdentity", "AssumeRole", "GetCallerIdentity"], world.Sts.Calls.Select(call => call.Action));
        Assert.Equal(
            [world.Alice.Arn, "arn:aws:sts::222222222222:assumed-role/HubRole/orders", "arn:aws:sts::333333333333:assumed-role/ProductionRole/orders"],
            report.Hops.Select(hop => hop.Identity));
        VerifiedHop last = report.Hops[^1];
        Assert.Equal(("333333333333", "eu-west-1", "alice"), (last.AccountId, last.Region, last.SourceIdentity));
        Assert.Equal(TimeSpan.FromHours(1), last.RequestedLifetime);
        Assert.InRange(last.GrantedLifetime!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.Contains(report.Hops[1].PackedParts, part => part.Contains("Team", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_ends_the_walk_and_carries_its_advice()
    {
        await using VerifiedWorld world = new();
        world.Sts.RemoveRole(VerifiedWorld.Hub);

        VerifyReport report = await world.VerifyAsync();

        Assert.Equal((VerifyStatus.Denied, 2), (report.Status, report.Hops.Count));
        Assert.Equal((1, RoleChainFailure.AccessDenied), (report.Failure!.HopNumber, report.Failure.Failure));
        Assert.NotEmpty(report.Failure.Advice);
    }

    [Theory]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(407, "ProxyAuthenticationRequired")]
    public async Task What_is_no_answer_of_STS_is_never_shown_as_denied(int status, string code)
    {
        await using VerifiedWorld world = new();
        world.Sts.AddFault(StsFault.Error(status, code, "the proxy says no"));

        Assert.Equal(VerifyStatus.NotChecked, (await world.VerifyAsync()).Status);
    }

    [Fact]
    public async Task The_chain_gets_none_of_the_sessions()
    {
        await using VerifiedWorld world = new();
        using ChainedAWSCredentials credentials = world.Chain().Build();

        await credentials.VerifyAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(credentials.Status.Hops.Skip(1), hop => Assert.Null(hop.AccessKeyId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_external_id_is_left_out_once_to_see_whether_it_is_enforced(bool isEnforced)
    {
        await using VerifiedWorld world = new();
        world.ProductionRole.TrustPolicy = VerifiedWorld.Trust(VerifiedWorld.Hub, isEnforced ? "orders-7" : null);

        VerifyReport report = await world.VerifyAsync(new() { ExternalIdEnforced = true });

        VerifyCheck check = Assert.Single(report.Checks);
        Assert.Equal((VerifyCheckKind.ExternalIdEnforced, 2, isEnforced), (check.Kind, check.HopNumber, check.Holds));
        Assert.Equal(6, world.Sts.Calls.Count);
    }

    [Theory]
    [InlineData("arn:aws:iam::111111111111:user/alice", true)]
    [InlineData(VerifiedWorld.Hub, false)]
    public async Task The_last_role_is_tried_from_the_source(string trusted, bool works)
    {
        await using VerifiedWorld world = new();
        world.ProductionRole.TrustPolicy = VerifiedWorld.Trust(VerifiedWorld.Hub).Replace(
            $"\"{VerifiedWorld.Hub}\"", $"[\"{VerifiedWorld.Hub}\",\"{trusted}\"]", StringComparison.Ordinal);

        VerifyReport report = await world.VerifyAsync(new() { Direct = true });

        Assert.Equal(works, Assert.Single(report.Checks).Holds);
        Assert.Equal(works, report.Checks[0].Text.Contains("lost: the tag Team, the source identity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_longest_session_is_found_in_whole_hours()
    {
        await using VerifiedWorld world = new();

        VerifyReport report = await world.VerifyAsync(new() { MaxDuration = true });

        Assert.Equal(
            ["sessions could last 4 h (whole hours were tried)", "sessions last 1 h at most, because the caller is a session"],
            report.Checks.Select(check => check.Text));
        Assert.InRange(world.Sts.Calls.Count, 6, 10);
    }
}
