using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

public sealed class StsCircuitTests
{
    private readonly SomeSts _sts = new();

    private async Task BreakAsync()
    {
        _sts.Stub.Answer = _ => _sts.Stub.Error("ServiceUnavailable", HttpStatusCode.ServiceUnavailable, "out to lunch");
        for (int i = 0; i < 5; i++)
            await _sts.FailAsync(singleAttempt: true);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task While_STS_keeps_failing_a_single_attempt_fails_at_once_with_what_STS_last_said(bool async)
    {
        await BreakAsync();

        HopFailedException e = await _sts.FailAsync(async, singleAttempt: true);

        Assert.Equal(5, _sts.Stub.Calls.Count);
        Assert.True(e.Failure.IsTransient);
        Assert.Equal(RoleChainFailure.StsUnavailable, e.Failure.Kind);
        Assert.Equal("ServiceUnavailable", e.Failure.ErrorCode);
        Assert.Equal("request-5", e.Failure.RequestId);
        Assert.Contains("ServiceUnavailable", e.Message, StringComparison.Ordinal);
        StsErrorsTests.AssertNoClientRetries(e);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task One_who_waits_waits_for_the_circuit_and_not_in_vain(bool async)
    {
        await BreakAsync();
        _sts.Retry.MaxAttempts = 1;

        Task<RoleSession> waiting = _sts.AssumeAsync(async);
        _sts.Clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(5, _sts.Stub.Calls.Count);

        _sts.Stub.Answer = _ => _sts.Stub.Ok();
        await _sts.ElapseAsync(waiting);
        Assert.Equal(6, _sts.Stub.Calls.Count);
    }

    [Fact]
    public async Task Waiting_for_the_circuit_ends_when_no_time_is_left_for_an_attempt_and_asks_ever_more_rarely()
    {
        await BreakAsync();
        _sts.Retry.MaxAttempts = 1000;
        DateTimeOffset before = _sts.Clock.GetUtcNow();

        var e = await Assert.ThrowsAsync<HopFailedException>(() => _sts.ElapseAsync(_sts.AssumeAsync()));

        Assert.Equal(RoleChainFailure.StsUnavailable, e.Failure.Kind);
        Assert.Contains("ServiceUnavailable", e.Message, StringComparison.Ordinal);
        Assert.InRange(_sts.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(11));
        Assert.InRange(_sts.Stub.Calls.Count, 5 + 2, 5 + 3); // after 1, 2 and 4 s
        Assert.NotNull(e.Failure.RetryAfter);
        Assert.InRange(e.Failure.RetryAfter.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Two_hundred_callers_probe_a_failing_STS_one_at_a_time()
    {
        await BreakAsync();
        int inFlight = 0, most = 0;
        _sts.Stub.Gate = async (_, cancellationToken) =>
        {
            int now = Interlocked.Increment(ref inFlight);
            most = Math.Max(most, now);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
            Interlocked.Decrement(ref inFlight);
        };
        _sts.Retry.MaxAttempts = 1000;

        Task<HopFailedException[]> all = Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Assert.ThrowsAsync<HopFailedException>(() => _sts.AssumeAsync())));
        await _sts.ElapseAsync(all, TimeSpan.FromMilliseconds(20));

        Assert.Equal(1, most);
        Assert.InRange(_sts.Stub.Calls.Count - 5, 3, 10);
    }

    [Fact]
    public async Task Two_hundred_callers_all_get_through_when_STS_returns()
    {
        await BreakAsync();
        Task<RoleSession[]> all = Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _sts.AssumeAsync()));
        _sts.Stub.Answer = _ => _sts.Stub.Ok();

        Assert.Equal(200, (await _sts.ElapseAsync(all)).Length);
        Assert.Equal(205, _sts.Stub.Calls.Count);
    }

    [Theory, InlineData("AccessDenied", 403), InlineData("ExpiredToken", 403), InlineData("ValidationError", 400)]
    public async Task Refusals_never_open_the_circuit(string code, int status)
    {
        _sts.Stub.Answer = _ => _sts.Stub.Error(code, (HttpStatusCode)status);
        for (int i = 0; i < 20; i++)
            await _sts.FailAsync(singleAttempt: true);

        Assert.Equal(20, _sts.Stub.Calls.Count);
    }

    [Fact]
    public async Task A_refusal_of_the_probe_shows_that_STS_is_back()
    {
        await BreakAsync();
        _sts.Clock.Advance(TimeSpan.FromSeconds(1));
        _sts.Stub.Answer = _ => _sts.Stub.Error("AccessDenied");

        for (int i = 0; i < 3; i++)
            Assert.Equal(RoleChainFailure.AccessDenied, (await _sts.FailAsync(singleAttempt: true)).Failure.Kind);
    }

    [Fact]
    public async Task A_probe_that_its_caller_gives_up_leaves_the_circuit_open()
    {
        await BreakAsync();
        _sts.Clock.Advance(TimeSpan.FromSeconds(1));
        using var caller = new CancellationTokenSource();
        var stalled = new StalledStream();
        _sts.Stub.Answer = _ => StsStub.Body(stalled);
        Task<RoleSession> probe = _sts.AssumeAsync(cancellationToken: caller.Token);
        await stalled.Reading.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);

        HopFailedException e = await _sts.FailAsync(singleAttempt: true);

        Assert.Equal(6, _sts.Stub.Calls.Count);
        Assert.EndsWith("Last failure: STS in eu-west-1 did not answer in time: given up", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(1000, 1)]
    public async Task Nobody_is_asked_for_an_MFA_code_while_the_circuit_is_open(int milliseconds, int asked)
    {
        await BreakAsync();
        _sts.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        int codes = 0;

        await _sts.FailAsync(singleAttempt: true, hop: new RoleHop
        {
            Number = 1,
            RoleArn = SomeSts.Hub.RoleArn,
            SessionName = "session",
            RequiredActions = [],
            MfaSerialNumber = "arn:aws:iam::111111111111:mfa/alice",
            MfaTokenProvider = _ => Task.FromResult($"00000{++codes}"),
        });

        Assert.Equal(asked, codes);
    }

    [Fact]
    public async Task That_the_circuit_opens_is_logged_once_with_what_STS_last_said()
    {
        var log = new FakeLogger();
        _sts.Logger = log;
        await BreakAsync();
        await _sts.FailAsync(singleAttempt: true);
        _sts.Clock.Advance(TimeSpan.FromSeconds(1));
        await _sts.FailAsync(singleAttempt: true); // the probe

        FakeLogRecord opened = Assert.Single(log.Collector.GetSnapshot(), record => record.Id.Id == 104);
        Assert.Equal(LogLevel.Warning, opened.Level);
        foreach (string part in new[] { "eu-west-1", "00:00:01", "STS in eu-west-1 answered ServiceUnavailable (503)." })
            Assert.Contains(part, opened.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu-west-1", "eu-central-1")]
    [InlineData("eu-central-1", "eu-west-1")]
    public async Task Where_the_circuits_of_all_regions_are_open_the_first_to_close_is_waited_for(string first, string second)
    {
        StsGateway In(string region, params string[] others) => new(_sts.Settings with { Region = region, FailoverRegions = others });
        Task<RoleSession> Call(StsGateway gateway, bool singleAttempt = true) =>
            gateway.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), singleAttempt, async: true, TestContext.Current.CancellationToken).AsTask();
        _sts.Stub.Answer = _ => StsStub.Reset();
        StsGateway[] gateways = [In("eu-west-1"), In("eu-central-1")]; // a circuit is forgotten with the last gateway that uses it
        foreach (StsGateway gateway in gateways)
        {
            for (int i = 0; i < 5; i++)
                await Assert.ThrowsAsync<HopFailedException>(() => Call(gateway));
            _sts.Clock.Advance(TimeSpan.FromMilliseconds(400)); // eu-west-1 is asked again after 1000, eu-central-1 after 1400
        }

        DateTimeOffset sent = default;
        _sts.Stub.Answer = _ =>
        {
            sent = _sts.Clock.GetUtcNow();
            return _sts.Stub.Ok();
        };
        DateTimeOffset start = _sts.Clock.GetUtcNow();
        await _sts.ElapseAsync(Call(In(first, second), singleAttempt: false));

        Assert.InRange(sent - start, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300));
        Assert.Equal("eu-west-1", _sts.Stub.Calls[^1].Region);
        GC.KeepAlive(gateways);
    }

    [Fact]
    public async Task An_STS_that_hangs_opens_the_circuit_for_those_who_wait()
    {
        _sts.Stub.Answer = _ => StsStub.Body(new StalledStream());
        Task<HopFailedException[]> all = Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Assert.ThrowsAsync<HopFailedException>(() => _sts.AssumeAsync())));
        await _sts.ElapseAsync(all, TimeSpan.FromMilliseconds(200));

        int before = _sts.Stub.Calls.Count;
        Assert.Equal(RoleChainFailure.TimedOut, (await _sts.FailAsync(singleAttempt: true)).Failure.Kind);
        Assert.Equal(before, _sts.Stub.Calls.Count);
        Assert.InRange(before, 10, 18); // ten, four more before the fifth failure is seen, the probes; and not thirty
    }

    [Fact]
    public async Task Setting_the_wall_clock_back_does_not_keep_the_circuit_open()
    {
        var wall = new WallClock(_sts.Clock);
        var gateway = new StsGateway(_sts.Settings with { Clock = wall });
        Task<RoleSession> Call() => gateway.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), true, async: true, TestContext.Current.CancellationToken).AsTask();
        _sts.Stub.Answer = _ => StsStub.Reset();
        for (int i = 0; i < 6; i++)
            await Assert.ThrowsAsync<HopFailedException>(Call);
        Assert.Equal(5, _sts.Stub.Calls.Count);

        wall.Offset = TimeSpan.FromMinutes(-20);
        _sts.Clock.Advance(TimeSpan.FromSeconds(1));
        _sts.Stub.Answer = _ => _sts.Stub.Ok();

        await Call();
    }

    [Fact]
    public async Task Gateways_share_the_circuit_and_accounts_and_regions_do_not()
    {
        await BreakAsync();
        var other = new StsGateway(_sts.Settings);
        await Assert.ThrowsAsync<HopFailedException>(() => other.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), true, async: true, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(5, _sts.Stub.Calls.Count);

        _sts.Stub.Answer = _ => _sts.Stub.Ok();
        await _sts.AssumeAsync(singleAttempt: true, caller: SomeSts.Alice with { AccountKey = "999999999999" });
        await new StsGateway(_sts.Settings with { Region = "eu-central-1" }).IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), true, async: true, TestContext.Current.CancellationToken);
        Assert.Equal(7, _sts.Stub.Calls.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Where_the_circuit_is_open_the_next_region_is_asked_at_once(bool singleAttempt)
    {
        await BreakAsync();
        _sts.Stub.Answer = _ => _sts.Stub.Ok();

        await new StsGateway(_sts.Settings with { FailoverRegions = ["eu-central-1"] }).IssueAsync(
            new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), singleAttempt, async: true, TestContext.Current.CancellationToken);

        Assert.Equal("eu-central-1", _sts.Stub.Calls[5].Region);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Fifty_calls_of_an_account_are_under_way_at_most_and_the_time_in_the_queue_does_not_count(bool async)
    {
        var arrived = new SemaphoreSlim(0);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sts.Stub.Answer = _ => _sts.Stub.Ok();
        _sts.Stub.Gate = (_, _) =>
        {
            arrived.Release();
            return leave.Task;
        };
        Task<RoleSession>[] first = [.. Enumerable.Range(0, 50).Select(_ => _sts.AssumeAsync())];
        for (int i = 0; i < 50; i++)
            await arrived.WaitAsync(TestContext.Current.CancellationToken);

        Task<RoleSession>[] queued = [.. Enumerable.Range(0, 10).Select(_ => _sts.AssumeAsync(async))];
        _sts.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(50, _sts.Stub.Calls.Count);
        Assert.All(queued, call => Assert.False(call.IsCompleted));

        leave.SetResult();
        await Task.WhenAll([.. first, .. queued]);
        Assert.Equal(60, _sts.Stub.Calls.Count);
    }
}
