using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Diagnostics;
using RoleChaining.Testing;

namespace RoleChaining.Sts;

/// <summary>Over real sockets.</summary>
public sealed class StsTransportTests : IAsyncLifetime
{
    private const string Trust = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""";

    // Long enough for the busiest machine: what time does is tested on a clock that the test moves.
    private readonly RoleChainRetryOptions _retry = new()
    {
        BaseDelay = TimeSpan.FromMilliseconds(1),
        AttemptTimeout = TimeSpan.FromMinutes(1),
        TotalTimeout = TimeSpan.FromMinutes(2),
    };

    private LocalSts _sts = null!;
    private StsCaller _alice;

    public async ValueTask InitializeAsync()
    {
        _sts = await LocalSts.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _alice = new StsCaller(await _sts.AddUser("111111111111", "alice").Credentials.GetCredentialsAsync(), "111111111111");
        _sts.AddRole("arn:aws:iam::222222222222:role/Hub", Trust, """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}""");
        _sts.AddRole("arn:aws:iam::333333333333:role/Spoke", Trust);
    }

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    private async Task IsGivenUpAtTheAttemptTimeoutAsync(bool async, Task? arrived = null)
    {
        FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
        _retry.MaxAttempts = 1;
        Task<RoleSession> call = AssumeAsync(async, clock: clock);
        await (arrived ?? Eventually.TrueAsync(() => _sts.Calls.Count == 1));
        clock.Advance(_retry.AttemptTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        HopFailedException e = await Assert.ThrowsAsync<HopFailedException>(() => call);

        Assert.Equal(RoleChainFailure.TimedOut, e.Failure.Kind);
        StsErrorsTests.AssertNoClientRetries(e);
    }

    private Task<RoleSession> AssumeAsync(bool async, RoleHop? hop = null, StsCaller? caller = null, TimeProvider? clock = null)
    {
        var gateway = new StsGateway(new StsSettings { Region = "eu-west-1", Configure = _sts.Configure, Retry = _retry, Clock = clock ?? TimeProvider.System, Logger = NullLogger.Instance });
        ValueTask<RoleSession> Call() => gateway.IssueAsync(new AssumeRoleOperation(hop ?? SomeSts.Hub, caller ?? _alice), false, async, TestContext.Current.CancellationToken);
        return async ? Call().AsTask() : SomeSts.OnOwnThread(() => Call().Completed());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Each_hop_is_signed_by_the_session_of_the_one_before(bool async)
    {
        RoleSession hub = await AssumeAsync(async);
        RoleSession spoke = await AssumeAsync(
            async,
            new RoleHop { Number = 2, RoleArn = RoleArn.Parse("arn:aws:iam::333333333333:role/Spoke"), SessionName = "spoke", RequiredActions = [] },
            new StsCaller(hub.Credentials, "222222222222"));

        Assert.Equal("arn:aws:sts::333333333333:assumed-role/Spoke/spoke", spoke.AssumedRoleArn);
        Assert.Equal([_alice.Credentials.AccessKey, hub.Credentials.AccessKey], _sts.Calls.Select(call => call.SignerAccessKeyId));
        Assert.Equal(_sts.Calls.Select(call => call.RequestId), [hub.RequestId, spoke.RequestId]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_body_that_stalls_after_its_headers_is_given_up_at_the_attempt_timeout(bool async)
    {
        _sts.AddFault(StsFault.StalledBody());
        await IsGivenUpAtTheAttemptTimeoutAsync(async);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Headers_that_do_not_come_are_given_up_at_the_attempt_timeout(bool async)
    {
        using var gate = new StsGate();
        _sts.AddFault(StsFault.Hold(gate));
        await IsGivenUpAtTheAttemptTimeoutAsync(async, gate.WhenArrived(1, TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Reset_connections_cost_exactly_MaxAttempts_sends(bool async)
    {
        _sts.AddFault(StsFault.ConnectionReset());

        HopFailedException e = await Assert.ThrowsAsync<HopFailedException>(() => AssumeAsync(async));

        Assert.Equal(3, _sts.Calls.Count);
        Assert.Equal(RoleChainFailure.StsUnavailable, e.Failure.Kind);
        StsErrorsTests.AssertNoClientRetries(e);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_answer_cut_in_the_middle_is_tried_again(bool async)
    {
        _sts.AddFault(StsFault.MalformedResponse(), count: 1);

        await AssumeAsync(async);

        Assert.Equal(2, _sts.Calls.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_closed_port_is_a_connection_fault(bool async)
    {
        await _sts.DisposeAsync();

        HopFailedException e = await Assert.ThrowsAsync<HopFailedException>(() => AssumeAsync(async));

        Assert.Equal(RoleChainFailure.StsUnavailable, e.Failure.Kind);
        Assert.True(e.Failure.IsTransient);
        StsErrorsTests.AssertNoClientRetries(e);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_STS_denies_comes_back_in_its_own_words(bool async)
    {
        HopFailedException e = await Assert.ThrowsAsync<HopFailedException>(() => AssumeAsync(
            async, new RoleHop { Number = 1, RoleArn = RoleArn.Parse("arn:aws:iam::222222222222:role/Nowhere"), SessionName = "session", RequiredActions = [] }));

        Assert.Equal(RoleChainFailure.AccessDenied, e.Failure.Kind);
        Assert.Contains("arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:AssumeRole", e.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(_sts.Calls[0].RequestId, e.Failure.RequestId);
        StsErrorsTests.AssertNoClientRetries(e);
    }
}
