using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>The clock of these tests moves by itself, so nothing else may hold the calls up.</summary>
[Collection(Alone.Name)]
public sealed class StsRetryTests
{
    private readonly SomeSts _sts = new();

    [Theory, InlineData(true, 3), InlineData(false, 3), InlineData(true, 1), InlineData(false, 4)]
    public async Task Reset_connections_cost_exactly_MaxAttempts_sends(bool async, int maxAttempts)
    {
        _sts.Retry.MaxAttempts = maxAttempts;
        _sts.Stub.Answer = _ => StsStub.Reset();

        await _sts.FailAsync(async);

        Assert.Equal(maxAttempts, _sts.Stub.Calls.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Throttling_is_waited_out(bool async)
    {
        _sts.Stub.Answer = _ => _sts.Stub.Calls.Count < 3 ? _sts.Stub.Error("Throttling", HttpStatusCode.BadRequest, "Rate exceeded") : _sts.Stub.Ok();

        await _sts.AssumeAsync(async);

        Assert.Equal(3, _sts.Stub.Calls.Count);
    }

    [Theory]
    [InlineData("Throttling", 0.0, 500, 1000)]
    [InlineData("Throttling", 0.98, 990, 1980)]
    [InlineData("RequestLimitExceeded", 0.5, 750, 1500)]
    public async Task After_throttling_the_next_attempt_comes_in_another_second(string code, double random, int first, int second)
    {
        _sts.Retry.BaseDelay = RoleChainDefaults.BaseDelay;
        _sts.Random = () => random;

        double[] waits = await GetWaitsAsync(() => _sts.Stub.Error(code, HttpStatusCode.BadRequest, "Rate exceeded"));

        Assert.Equal([first, second], waits);
    }

    [Fact]
    public async Task After_throttling_too_no_wait_is_longer_than_MaxDelay()
    {
        _sts.Retry.BaseDelay = TimeSpan.FromMilliseconds(60);
        _sts.Retry.MaxDelay = TimeSpan.FromMilliseconds(80);
        _sts.Random = () => 0.5;

        double[] waits = await GetWaitsAsync(() => _sts.Stub.Error("Throttling", HttpStatusCode.BadRequest, "Rate exceeded"));

        Assert.Equal([60, 60], waits);
    }

    [Fact]
    public async Task After_another_failure_the_next_attempt_comes_soon()
    {
        _sts.Retry.BaseDelay = RoleChainDefaults.BaseDelay;

        double[] waits = await GetWaitsAsync(() => _sts.Stub.Error("InternalFailure", HttpStatusCode.InternalServerError, "no"));

        Assert.All(waits, wait => Assert.InRange(wait, 1, 490));
    }

    [Fact]
    public async Task Replicas_that_failed_together_do_not_come_back_together()
    {
        _sts.Retry.BaseDelay = TimeSpan.FromSeconds(1);
        _sts.Random = () => 0.1;
        double[] waits = await GetWaitsAsync(() => _sts.Stub.Error("InternalFailure", HttpStatusCode.InternalServerError, "no"));

        var other = new StsRetryTests { _sts = { Random = () => 0.9 } };
        other._sts.Retry.BaseDelay = TimeSpan.FromSeconds(1);
        double[] others = await other.GetWaitsAsync(() => other._sts.Stub.Error("InternalFailure", HttpStatusCode.InternalServerError, "no"));

        Assert.NotEqual(waits, others);
    }

    /// <summary>The waits between the three attempts of one hop, in milliseconds.</summary>
    private async Task<double[]> GetWaitsAsync(Func<HttpResponseMessage> answer)
    {
        List<DateTimeOffset> sent = [];
        _sts.Stub.Answer = _ =>
        {
            sent.Add(_sts.Clock.GetUtcNow());
            return answer();
        };

        await Assert.ThrowsAsync<HopFailedException>(() => _sts.ElapseAsync(_sts.AssumeAsync()));

        return [.. sent.Zip(sent.Skip(1), (a, b) => (b - a).TotalMilliseconds)];
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_single_attempt_sends_once(bool async)
    {
        _sts.Stub.Answer = _ => StsStub.Reset();

        await _sts.FailAsync(async, singleAttempt: true);

        Assert.Single(_sts.Stub.Calls);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Retries_wait_on_the_clock_of_the_chain(bool async)
    {
        _sts.Retry.BaseDelay = TimeSpan.FromSeconds(1);
        _sts.Stub.Answer = _ => _sts.Stub.Calls.Count < 2 ? StsStub.Reset() : _sts.Stub.Ok();
        DateTimeOffset before = _sts.Clock.GetUtcNow();

        RoleSession session = await _sts.ElapseAsync(_sts.AssumeAsync(async));

        Assert.True(_sts.Clock.GetUtcNow() > before);
        Assert.True(session.IssuedAt > before, "issued when the successful attempt was sent");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task All_attempts_together_end_at_the_total_timeout(bool async)
    {
        _sts.Retry.MaxAttempts = 1000;
        _sts.Retry.TotalTimeout = TimeSpan.FromSeconds(7); // before the circuit opens
        _sts.Retry.BaseDelay = _sts.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        _sts.Stub.Answer = _ => _sts.Stub.Error("Throttling", HttpStatusCode.BadRequest, "Rate exceeded");
        DateTimeOffset before = _sts.Clock.GetUtcNow();

        var e = await Assert.ThrowsAsync<HopFailedException>(() => _sts.ElapseAsync(_sts.AssumeAsync(async)));

        Assert.Equal(RoleChainFailure.TimedOut, e.Failure.Kind);
        Assert.True(e.Failure.IsTransient);
        Assert.Contains("Throttling", e.Message, StringComparison.Ordinal);
        Assert.InRange(_sts.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(10));
        StsErrorsTests.AssertNoClientRetries(e);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_stalled_body_is_given_up_at_the_attempt_timeout(bool async)
    {
        var stalled = new StalledStream();
        _sts.Stub.Answer = _ => StsStub.Body(stalled);
        _sts.Retry.MaxAttempts = 1;

        Task<RoleSession> call = _sts.AssumeAsync(async);
        await stalled.Reading.Task;
        _sts.Clock.Advance(_sts.Retry.AttemptTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        _sts.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var e = await Assert.ThrowsAsync<HopFailedException>(() => call);
        Assert.Equal((RoleChainFailure.TimedOut, true), (e.Failure.Kind, e.Failure.IsTransient));
        Assert.Equal("STS in eu-west-1 did not answer in time: given up after 5 s", e.Failure.Message);
        StsErrorsTests.AssertNoClientRetries(e);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Where_nobody_waits_the_one_attempt_has_all_the_time_that_there_is(bool async)
    {
        var stalled = new StalledStream();
        _sts.Stub.Answer = _ => StsStub.Body(stalled);

        Task<RoleSession> call = _sts.AssumeAsync(async, singleAttempt: true);
        await stalled.Reading.Task;
        _sts.Clock.Advance(_sts.Retry.TotalTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        _sts.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(RoleChainFailure.TimedOut, (await Assert.ThrowsAsync<HopFailedException>(() => call)).Failure.Kind);
        Assert.Single(_sts.Stub.Calls);
    }

    [Theory]
    [InlineData(3, 10)] // the regions share the time
    [InlineData(7, 7)] // but for what one attempt has anyway
    public async Task Where_nobody_waits_each_region_has_its_part_of_the_time_and_an_attempts_at_least(int attempt, int given)
    {
        _sts.FailoverRegions = ["eu-central-1"];
        _sts.Retry.AttemptTimeout = TimeSpan.FromSeconds(attempt);
        _sts.Retry.TotalTimeout = TimeSpan.FromSeconds(attempt == 3 ? 20 : 10);
        var stalled = new StalledStream();
        _sts.Stub.Answer = call => call.Region == "eu-west-1" ? StsStub.Body(stalled) : _sts.Stub.Ok();

        Task<RoleSession> call = _sts.AssumeAsync(singleAttempt: true);
        await stalled.Reading.Task;
        _sts.Clock.Advance(TimeSpan.FromSeconds(given) - TimeSpan.FromMilliseconds(1));
        await Machine.IdleAsync();
        Assert.Single(_sts.Stub.Calls);
        _sts.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await call;
        Assert.Equal(["eu-west-1", "eu-central-1"], _sts.Stub.Calls.Select(sent => sent.Region));
    }

    [Theory]
    [InlineData(false, false, 3)]
    [InlineData(true, false, 1)] // it has had a session, so that the role is not new
    [InlineData(false, true, 1)] // nobody waits
    public async Task A_denial_of_a_role_that_may_be_new_is_waited_out(bool isRenewal, bool singleAttempt, int sends)
    {
        _sts.Retry.PropagationTimeout = TimeSpan.FromSeconds(5);
        _sts.Retry.MaxAttempts = 1;
        _sts.Stub.Answer = _ => _sts.Stub.Calls.Count < 3 ? _sts.Stub.Error("AccessDenied") : _sts.Stub.Ok();

        Exception? e = await Record.ExceptionAsync(() => _sts.Gateway.IssueAsync(
            new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice) { IsRenewal = isRenewal }, singleAttempt, async: true, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal((sends, sends == 1), (_sts.Stub.Calls.Count, e is HopFailedException { Failure.Kind: RoleChainFailure.AccessDenied }));
    }

    [Fact]
    public async Task What_a_new_role_takes_comes_on_top_of_the_time_of_the_hop()
    {
        _sts.Retry.MaxAttempts = 1000;
        _sts.Retry.TotalTimeout = TimeSpan.FromSeconds(4); // before the circuit opens
        _sts.Retry.PropagationTimeout = TimeSpan.FromSeconds(3);
        _sts.Retry.BaseDelay = _sts.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        _sts.Stub.Answer = _ => _sts.Stub.Error("Throttling", HttpStatusCode.BadRequest, "Rate exceeded");
        DateTimeOffset before = _sts.Clock.GetUtcNow();

        var e = await Assert.ThrowsAsync<HopFailedException>(() => _sts.ElapseAsync(_sts.AssumeAsync()));

        Assert.InRange(_sts.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
        Assert.StartsWith("STS gave no session within 7 s. Last failure: ", e.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_that_one_region_does_not_know_yet_is_sent_to_the_next_one_at_once()
    {
        _sts.FailoverRegions = ["eu-central-1"];
        _sts.Retry.PropagationTimeout = TimeSpan.FromSeconds(5);
        _sts.Retry.BaseDelay = TimeSpan.FromMinutes(1); // waiting would hang
        _sts.Stub.Answer = call => call.Region == "eu-west-1" ? _sts.Stub.Error("InvalidClientTokenId") : _sts.Stub.Ok();

        await _sts.AssumeAsync();

        Assert.Equal(["eu-west-1", "eu-central-1"], _sts.Stub.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task A_new_key_that_the_only_region_does_not_know_yet_is_tried_again_after_a_wait()
    {
        _sts.Retry.PropagationTimeout = TimeSpan.FromSeconds(5);
        _sts.Retry.BaseDelay = TimeSpan.FromSeconds(1);
        _sts.Random = () => 0.5;

        double[] waits = await GetWaitsAsync(() => _sts.Stub.Error("InvalidClientTokenId"));

        Assert.NotEmpty(waits);
        Assert.All(waits, wait => Assert.True(wait >= 100, $"{wait} ms"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_callers_cancellation_is_passed_on_as_it_is(bool async)
    {
        using var caller = new CancellationTokenSource();
        var stalled = new StalledStream();
        _sts.Stub.Answer = _ => StsStub.Body(stalled);

        Task<RoleSession> call = _sts.AssumeAsync(async, cancellationToken: caller.Token);
        await stalled.Reading.Task;
        await caller.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, e.CancellationToken);
        Assert.Single(_sts.Stub.Calls);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cancelled_caller_sends_nothing(bool async)
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sts.AssumeAsync(async, cancellationToken: new CancellationToken(true)));

        Assert.Empty(_sts.Stub.Calls);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_callers_own_pipeline_takes_the_place_of_timeouts_and_retries(bool async)
    {
        int made = 0;
        _sts.Pipeline = _ =>
        {
            made++;
            return new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 4, Delay = TimeSpan.Zero }).Build();
        };
        _sts.Stub.Answer = _ => _sts.Stub.Error("AccessDenied");

        await _sts.FailAsync(async);
        await _sts.FailAsync(async);

        Assert.Equal(10, _sts.Stub.Calls.Count);
        Assert.Equal(1, made);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_time_limit_of_the_callers_own_pipeline_cuts_a_stalled_body(bool async)
    {
        _sts.Pipeline = _ => new ResiliencePipelineBuilder { TimeProvider = _sts.Clock }.AddTimeout(TimeSpan.FromSeconds(60)).Build();
        var stalled = new StalledStream();
        _sts.Stub.Answer = _ => StsStub.Body(stalled);

        Task<RoleSession> call = _sts.AssumeAsync(async);
        await stalled.Reading.Task;
        _sts.Clock.Advance(TimeSpan.FromSeconds(59));
        await Machine.IdleAsync();
        Assert.False(call.IsCompleted);
        _sts.Clock.Advance(TimeSpan.FromSeconds(1));

        HopFailure failure = (await Assert.ThrowsAsync<HopFailedException>(() => call)).Failure;
        Assert.Equal(RoleChainFailure.TimedOut, failure.Kind);
        Assert.Equal("STS in eu-west-1 did not answer in time: given up after the time of the caller's pipeline", failure.Message);
    }

    [Fact]
    public async Task The_callers_own_pipeline_alone_decides_whether_there_is_another_attempt()
    {
        _sts.Pipeline = _ => ResiliencePipeline.Empty;
        _sts.FailoverRegions = ["eu-central-1"];
        foreach (Func<HttpResponseMessage> fault in new Func<HttpResponseMessage>[] { StsStub.Reset, () => _sts.Stub.Error("Throttling", HttpStatusCode.BadRequest) })
        {
            int before = _sts.Stub.Calls.Count;
            _sts.Stub.Answer = _ => fault();
            await _sts.FailAsync();
            Assert.Equal(1, _sts.Stub.Calls.Count - before);
        }
    }

    [Fact]
    public async Task What_the_callers_own_pipeline_throws_does_not_get_out_as_it_is()
    {
        _sts.Pipeline = _ => new ResiliencePipelineBuilder().AddStrategy(_ => new Throwing(new IOException("disk")), new Options()).Build();

        HopFailedException e = await _sts.FailAsync();

        Assert.Equal((RoleChainFailure.Unknown, false), (e.Failure.Kind, e.Failure.IsTransient));
        Assert.Contains("disk", e.Message, StringComparison.Ordinal);
        StsErrorsTests.AssertNoClientRetries(e);
    }

    [Fact]
    public async Task A_function_that_gives_no_pipeline_is_told_of()
    {
        _sts.Pipeline = _ => null!;

        Assert.Contains("The function of WithResiliencePipeline returned null", (await _sts.FailAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(_sts.Stub.Calls);
    }

    public static TheoryData<Exception, RoleChainFailure, string> Rejections => new()
    {
        { new BrokenCircuitException("open"), RoleChainFailure.StsUnavailable, "The resilience pipeline refused the call" },
        { new TimeoutRejectedException(TimeSpan.FromSeconds(7)), RoleChainFailure.TimedOut, "STS gave no session within 7 s" },
        { new OperationCanceledException(), RoleChainFailure.TimedOut, "The call to STS was cut off" },
    };

    [Theory, MemberData(nameof(Rejections))]
    public async Task What_the_callers_own_pipeline_refuses_is_told_in_words(Exception thrown, RoleChainFailure kind, string words)
    {
        _sts.Pipeline = _ => new ResiliencePipelineBuilder().AddStrategy(_ => new Throwing(thrown), new Options()).Build();

        HopFailedException e = await _sts.FailAsync();

        Assert.True(e.Failure.Kind.Equals(kind), e.Message);
        Assert.True(e.Failure.IsTransient);
        Assert.StartsWith(words, e.Failure.Message, StringComparison.Ordinal);
        StsErrorsTests.AssertNoClientRetries(e);
    }

    private sealed class Options : ResilienceStrategyOptions;

    private sealed class Throwing(Exception exception) : ResilienceStrategy
    {
        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state) => new(Outcome.FromException<TResult>(exception));
    }
}
