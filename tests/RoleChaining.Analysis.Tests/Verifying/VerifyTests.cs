using RoleChaining.Testing;

namespace RoleChaining.Verifying;

/// <summary>Chains verified live, against the local STS.</summary>
public sealed class VerifyTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly VerifiedWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Each_hop_is_asked_twice_and_shown_as_soon_as_it_is_known()
    {
        VerifyReport report = await _world.VerifyAsync();

        Assert.Equal((VerifyStatus.Ok, null, null), (report.Status, report.FailedHop, report.Failure));
        Assert.Equal(report.Hops, _world.Seen.All);
        Assert.Equal(
            ["GetCallerIdentity", "AssumeRole", "GetCallerIdentity", "AssumeRole", "GetCallerIdentity"], _world.Sts.Calls.Select(call => call.Action));
        Assert.Equal(
            [_world.Alice.Arn, "arn:aws:sts::222222222222:assumed-role/HubRole/orders", "arn:aws:sts::333333333333:assumed-role/ProductionRole/orders"],
            report.Hops.Select(hop => hop.Identity));
        Assert.Equal(["111111111111", "222222222222", "333333333333"], report.Hops.Select(hop => hop.AccountId));
        VerifiedHop last = report.Hops[^1];
        Assert.Equal(("eu-west-1", "alice", 2, false), (last.Region, last.SourceIdentity, last.Calls, last.IsFips));
        Assert.Equal(TimeSpan.FromHours(1), last.RequestedLifetime);
        Assert.InRange(last.GrantedLifetime!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.InRange(last.PackedPolicySize!.Value, 1, 100);
        Assert.Equal(["the tag Team of hop 1, which is transitive (9 characters)"], last.PackedParts);
        Assert.DoesNotContain("orders-7", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_names_no_region_is_asked_where_its_calls_would_go()
    {
        using ChainedAWSCredentials chain = new RoleChainBuilder()
            .WithSource(_world.Source)
            .AssumeRole(VerifiedWorld.Hub)
            .WithStsClientConfig(_world.Sts.Configure)
            .Build();

        VerifyReport report = await chain.VerifyAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((VerifyStatus.Ok, null), (report.Status, report.Failure));
        Assert.Equal(report.Hops[1].Region, report.Hops[0].Region);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chain_without_hops_is_verified_by_its_source(bool asksMore)
    {
        RoleChainOptions options = new() { UseSourceDirectly = true };
        using ChainedAWSCredentials chain = new RoleChainBuilder(options)
            .WithSource(_world.Source)
            .WithStsClientConfig(_world.Sts.Configure)
            .Build();
        VerifyOptions besides = new() { Direct = asksMore, ExternalIdEnforced = asksMore, MaxDuration = asksMore };

        VerifyReport report = await chain.VerifyAsync(besides, _world.Seen, TestContext.Current.CancellationToken);

        VerifiedHop source = Assert.Single(report.Hops);
        Assert.Equal((VerifyStatus.Ok, 0, _world.Alice.Arn), (source.Status, source.Number, source.Identity));
        Assert.Equal((VerifyStatus.Ok, null), (report.Status, report.Failure));
        Assert.Empty(report.Checks);
        Assert.Equal([source], _world.Seen.All);
        Assert.Equal(["GetCallerIdentity"], _world.Sts.Calls.Select(call => call.Action));
    }

    [Fact]
    public async Task A_failure_ends_the_walk_and_carries_its_advice()
    {
        _world.Sts.RemoveRole(VerifiedWorld.Hub);

        VerifyReport report = await _world.VerifyAsync();

        Assert.Equal([VerifyStatus.Ok, VerifyStatus.Denied, VerifyStatus.NotChecked], report.Hops.Select(hop => hop.Status));
        Assert.Equal((VerifyStatus.Denied, report.Hops[1]), (report.Status, report.FailedHop));
        Assert.Equal(report.Hops, _world.Seen.All);
        Assert.Equal((1, RoleChainFailure.AccessDenied), (report.Failure!.HopNumber, report.Failure.Failure));
        Assert.NotEmpty(report.Failure.Advice);
        Assert.Single(_world.Assumes);
    }

    [Theory]
    [InlineData("throttled", RoleChainFailure.Throttled)]
    [InlineData("down", RoleChainFailure.StsUnavailable)]
    [InlineData("proxy", RoleChainFailure.Unknown)]
    [InlineData("unreachable", RoleChainFailure.StsUnavailable)]
    public async Task What_is_no_answer_of_STS_is_never_shown_as_denied(string fault, RoleChainFailure kind)
    {
        _world.Sts.AddFault(
            fault switch
            {
                "throttled" => StsFault.Throttling(),
                "down" => StsFault.ServiceUnavailable(),
                "proxy" => StsFault.Error(407, "ProxyAuthenticationRequired", "Sign in at the proxy"),
                _ => StsFault.ConnectionReset(),
            },
            call => call.Action == "AssumeRole");

        VerifyReport report = await _world.VerifyAsync();

        Assert.Equal((VerifyStatus.NotChecked, 1, kind), (report.Status, report.FailedHop!.Number, report.Failure!.Failure));
        Assert.InRange(report.FailedHop.Calls, 1, 2); // as many attempts as the chain makes
    }

    [Fact]
    public async Task The_identity_of_a_hop_is_asked_once_however_STS_fails()
    {
        _world.Sts.AddFault(StsFault.ServiceUnavailable(), call => call.Action == "GetCallerIdentity" && call.SignerAccessKeyId != _world.Alice.AccessKeyId);

        VerifyReport report = await _world.VerifyAsync();

        Assert.Equal((VerifyStatus.NotChecked, 1, 2), (report.Status, report.FailedHop!.Number, report.FailedHop.Calls));
        Assert.Contains("GetCallerIdentity with the hop's session", report.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_STS_shows_as_another_one_is_not_taken_for_it()
    {
        using ChainedAWSCredentials credentials = _world.Chain().WithStsClientConfig(config =>
        {
            _world.Sts.Configure(config);
            Impostor.Configure(config);
        }).Build();

        VerifyReport report = await credentials.VerifyAsync(cancellationToken: Token);

        Assert.Equal((VerifyStatus.NotChecked, 1), (report.Status, report.FailedHop!.Number));
        Assert.Contains(
            "shows the session of arn:aws:sts::222222222222:assumed-role/HubRole/orders as arn:aws:sts::222222222222:assumed-role/HubRole/mallory",
            report.Failure!.Message,
            StringComparison.Ordinal);
        Assert.Single(_world.Assumes);
    }

    [Fact]
    public async Task A_source_that_gives_nothing_is_not_checked_and_STS_is_not_asked()
    {
        _world.Source = new BrokenCredentials();

        VerifyReport report = await _world.VerifyAsync();

        Assert.Equal((VerifyStatus.NotChecked, 0), (report.Status, report.FailedHop!.Number));
        Assert.Equal(RoleChainFailure.SourceUnavailable, report.Failure!.Failure);
        Assert.Empty(_world.Sts.Calls);
    }

    [Fact]
    public async Task Nothing_is_left_in_a_cache()
    {
        CountingCache cache = new();
        using ChainedAWSCredentials credentials = _world.Chain().WithSessionCache(cache).Build();

        VerifyReport report = await credentials.VerifyAsync(cancellationToken: Token);

        Assert.Equal((VerifyStatus.Ok, 0), (report.Status, cache.Calls));
        Assert.All(credentials.Status.Hops.Skip(1), hop => Assert.Null(hop.AccessKeyId));
    }

    [Fact]
    public async Task A_warm_chain_is_asked_anew_and_keeps_its_session()
    {
        using ChainedAWSCredentials credentials = _world.Chain().Build();
        string key = (await credentials.GetCredentialsAsync(Token)).AccessKey;

        await credentials.VerifyAsync(cancellationToken: Token);

        Assert.Equal(4, _world.Assumes.Count());
        Assert.Equal(key, (await credentials.GetCredentialsAsync(Token)).AccessKey);
    }

    [Fact]
    public async Task A_clock_that_is_off_is_corrected_and_shown()
    {
        _world.Sts.ClockOffset = TimeSpan.FromMinutes(20);

        VerifyReport report = await _world.VerifyAsync();

        Assert.Equal(VerifyStatus.Ok, report.Status);
        Assert.InRange(report.Hops[1].ClockDifference!.Value, TimeSpan.FromMinutes(19.9), TimeSpan.FromMinutes(20.1));
    }

    [Fact]
    public async Task MFA_is_shown_at_the_hop_whose_code_it_was_and_not_after_it()
    {
        VerifyReport report = await _world.VerifyAsync(hub: hop =>
        {
            hop.MfaSerialNumber = _world.Alice.MfaSerial;
            hop.MfaTokenProvider = _ => Task.FromResult(_world.Alice.GetMfaCode());
        });

        Assert.Equal(VerifyStatus.Ok, report.Status);
        Assert.Equal([false, true, false], report.Hops.Select(hop => hop.MfaAge is not null));
        Assert.InRange(report.Hops[1].MfaAge!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("sts.eu-west-1.amazonaws.com", false)]
    [InlineData("sts-fips.us-east-1.amazonaws.com", true)]
    [InlineData("sts.us-gov-west-1.amazonaws.com", true)]
    [InlineData("fips.example.com", false)]
    public void A_FIPS_endpoint_is_known_by_its_name(string host, bool isFips) =>
        Assert.Equal(isFips, new VerifiedHop { Number = 0, Hop = null, Status = VerifyStatus.Ok, Calls = 1, Host = host }.IsFips);

    [Fact]
    public async Task A_caller_who_leaves_gets_no_report()
    {
        using StsGate gate = new();
        _world.Sts.AddFault(StsFault.Hold(gate));
        using ChainedAWSCredentials credentials = _world.Chain().Build();
        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task<VerifyReport> verifying = credentials.VerifyAsync(cancellationToken: leave.Token);
        await gate.WhenArrived(1, Token);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }
}
