using Microsoft.Extensions.Logging.Abstractions;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>The rules of motion on one node.</summary>
public sealed class SessionNodeTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly AsyncLocal<string?> Request = new();
    private readonly CountingClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RoleChainRefreshOptions _refresh = new();
    private readonly ScriptedIssuer _issuer;
    private readonly SessionNode _node;
    private double _random;

    public SessionNodeTests()
    {
        _issuer = new ScriptedIssuer(_clock);
        _node = new SessionNode(
            _issuer, new SessionContext { Clock = _clock, Refresh = _refresh, Logger = NullLogger.Instance, Random = () => _random });
    }

    [Fact]
    public async Task Before_the_advisory_window_a_read_returns_the_snapshot_and_asks_nobody()
    {
        RoleSession first = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(44.9));
        Assert.Same(first, _node.TryRead());
        Assert.Same(first, await ReadAsync());
        Assert.Equal(1, _issuer.Calls);
    }

    [Fact]
    public async Task In_the_advisory_window_a_read_returns_at_once_and_one_refresh_starts_in_the_background()
    {
        RoleSession first = await ReadAsync();
        _issuer.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromMinutes(45));
        Assert.Null(_node.TryRead());
        for (int i = 0; i < 100; i++)
        {
            Assert.Same(first, await ReadAsync());
        }

        Assert.Same(first, _node.TryRead());
        await ArrivedAsync(2);
        _issuer.Gate.SetResult();
        await Eventually.TrueAsync(() => _node.TryRead() is { } session && session != first);
        Assert.Equal(2, _issuer.Calls);
        Assert.True(_issuer.Backgrounds[1]);
    }

    [Fact]
    public async Task Who_waits_is_counted_until_the_refresh_ends_or_the_reader_leaves_and_nobody_waits_for_the_background()
    {
        _issuer.Gate = new TaskCompletionSource();
        Task<RoleSession> first = Task.Run(() => _node.ReadAsync(TimeSpan.Zero, async: false, None).AsTask(), None); // on its own thread
        await Eventually.TrueAsync(() => _node.WaitingReaders == 1);
        using CancellationTokenSource leaving = new();
        Task<RoleSession> second = _node.ReadAsync(TimeSpan.Zero, async: true, None).AsTask();
        Task<RoleSession> third = _node.ReadAsync(TimeSpan.Zero, async: true, leaving.Token).AsTask();
        Assert.Equal(3, _node.WaitingReaders);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal(2, _node.WaitingReaders);
        _issuer.Gate.SetResult();
        Assert.Same(await first, await second);
        Assert.Equal(0, _node.WaitingReaders);

        _issuer.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromMinutes(50));
        await ReadAsync();
        await ArrivedAsync(2);
        Assert.True(_node.IsRefreshing);
        Assert.Equal(0, _node.WaitingReaders);
        _issuer.Gate.SetResult();
    }

    [Fact]
    public async Task A_background_refresh_sees_nothing_of_the_request_that_happened_to_start_it()
    {
        string? seen = "nothing read";
        SessionNode node = new(
            new DelegatedIssuer(() => seen = Request.Value, _clock),
            new SessionContext { Clock = _clock, Refresh = _refresh, Logger = NullLogger.Instance, Random = () => 0 });
        Request.Value = "request-1";
        RoleSession first = await node.ReadAsync(TimeSpan.Zero, async: true, None);
        Assert.Null(seen);
        seen = "nothing read";
        _clock.Advance(TimeSpan.FromMinutes(45));
        await node.ReadAsync(TimeSpan.Zero, async: true, None);
        await Eventually.TrueAsync(() => node.TryRead() is { } session && session != first);
        Assert.Null(seen);
    }

    [Fact]
    public async Task The_start_of_the_refresh_is_spread_by_jitter()
    {
        _random = 1;
        RoleSession first = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(46.4));
        Assert.Same(first, _node.TryRead());
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Null(_node.TryRead());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_the_mandatory_minute_everyone_waits_on_one_flight(bool async)
    {
        RoleSession first = await ReadAsync();
        _issuer.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromMinutes(59.5));
        Task<RoleSession>[] readers = StartReaders(20, async);
        await ArrivedAsync(2);
        Assert.All(readers, reader => Assert.False(reader.IsCompleted));
        _issuer.Gate.SetResult();
        RoleSession[] sessions = await Task.WhenAll(readers);
        Assert.All(sessions, session => Assert.NotSame(first, session));
        Assert.Equal(2, _issuer.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_who_waits_with_a_valid_session_in_hand_takes_it_while_it_can_still_be_used(bool async)
    {
        RoleSession first = await ReadAsync();
        _issuer.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromMinutes(59.5));
        int timers = _clock.Timers;
        Task<RoleSession>[] readers = StartReaders(20, async);
        await ArrivedAsync(2);
        await Eventually.TrueAsync(() => _clock.Timers == timers + readers.Length + 1); // one of the refresh
        _clock.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(1));
        Assert.All(readers, reader => Assert.False(reader.IsCompleted));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.All(await Task.WhenAll(readers), session => Assert.Same(first, session));
        _issuer.Gate.SetResult();
        await Eventually.TrueAsync(() => _node.TryRead() is { } session && session != first);
        Assert.Equal(2, _issuer.Calls);
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(0, 50)]
    [InlineData(500, 25)]
    public async Task Cold_readers_of_either_kind_share_one_flight(int asyncReaders, int syncReaders)
    {
        _issuer.Gate = new TaskCompletionSource();
        Task<RoleSession>[] readers = [.. StartReaders(asyncReaders, async: true), .. StartReaders(syncReaders, async: false)];
        await ArrivedAsync(1);
        _issuer.Gate.SetResult();
        RoleSession[] sessions = await Task.WhenAll(readers);
        Assert.Single(sessions.Distinct());
        Assert.Equal(1, _issuer.Calls);
    }

    [Fact]
    public async Task Cold_readers_share_one_failure_and_nobody_tries_again_after_another()
    {
        _issuer.Gate = new TaskCompletionSource();
        _issuer.Fail(transient: true);
        _random = 1;
        Task<RoleSession>[] readers = StartReaders(1000, async: true);
        await ArrivedAsync(1);
        _issuer.Gate.SetResult();
        foreach (Task<RoleSession> reader in readers)
        {
            HopFailedException failure = await Assert.ThrowsAsync<HopFailedException>(() => reader);
            Assert.Same(_issuer.Failure, failure.Failure);
        }

        Assert.Equal(1, _issuer.Calls);
    }

    [Fact]
    public async Task A_reader_that_leaves_leaves_the_others_their_flight()
    {
        _issuer.Gate = new TaskCompletionSource();
        using CancellationTokenSource leaving = new();
        Task<RoleSession> leaver = _node.ReadAsync(TimeSpan.Zero, async: true, leaving.Token).AsTask();
        Task<RoleSession> stayer = ReadAsync();
        await ArrivedAsync(1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        _issuer.Gate.SetResult();
        Assert.NotNull(await stayer);
        Assert.Equal(1, _issuer.Calls);
    }

    [Fact]
    public async Task A_flight_that_takes_too_long_ends_for_everyone()
    {
        _issuer.Gate = new TaskCompletionSource();
        Task<RoleSession> reader = ReadAsync();
        await ArrivedAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(61));
        HopFailedException failure = await Assert.ThrowsAsync<HopFailedException>(() => reader);
        Assert.Equal(RoleChainFailure.TimedOut, failure.Failure.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failing_refresh_never_fails_a_read_while_the_session_is_valid(bool transient)
    {
        RoleSession first = await ReadAsync();
        _issuer.Fail(transient);
        _random = 1;
        for (_clock.Advance(TimeSpan.FromMinutes(45)); _clock.GetUtcNow() < first.ExpiresAt; _clock.Advance(TimeSpan.FromSeconds(1)))
        {
            Assert.Same(first, await ReadAsync());
            await Eventually.TrueAsync(() => !_node.IsRefreshing);
        }

        // 1 + 2 + 4 + ... to one a minute, then every five seconds in the last: not one per read.
        Assert.InRange(_issuer.Calls, 15, 50);
        Assert.All(_issuer.Backgrounds.Skip(1), Assert.True);
    }

    [Fact]
    public async Task A_new_session_clears_the_backoff()
    {
        await ReadAsync();
        _issuer.Fail(transient: true);
        _clock.Advance(TimeSpan.FromMinutes(46));
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 1);
        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(2));
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 0);
        Assert.Null(_node.State.LastFailure);
    }

    [Fact]
    public async Task A_denial_throws_while_the_session_is_valid_only_if_asked_to()
    {
        _refresh.OnDenied = DeniedBehavior.Throw;
        await ReadAsync();
        _issuer.Fail(transient: false);
        _random = 1;
        _clock.Advance(TimeSpan.FromMinutes(46));
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.LastFailure is not null);
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
        Assert.Equal(2, _issuer.Calls);

        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await ReadAsync());
        Assert.Equal(3, _issuer.Calls);
    }

    [Fact]
    public async Task An_expired_session_is_served_for_its_grace_while_the_cause_is_transient()
    {
        RoleSession first = await ReadAsync();
        _issuer.Fail(transient: true);
        _clock.Advance(TimeSpan.FromHours(1.5));
        Assert.Same(first, await ReadAsync());
        _clock.Advance(TimeSpan.FromMinutes(31));
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
    }

    [Fact]
    public async Task An_expired_session_that_a_service_rejects_is_served_no_more()
    {
        RoleSession first = await ReadAsync();
        _issuer.Fail(transient: true);
        _clock.Advance(TimeSpan.FromHours(1.5));
        await ReadAsync();
        Assert.True(_node.Reject(first.Credentials.AccessKey));
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
    }

    [Fact]
    public async Task An_expired_session_never_signs()
    {
        await ReadAsync();
        _issuer.Fail(transient: true);
        _clock.Advance(TimeSpan.FromHours(1.5));
        await ReadAsync();
        await Assert.ThrowsAsync<HopFailedException>(() => _node.ReadForSigningAsync(outlive: null, async: true, None).AsTask());
    }

    [Fact]
    public async Task A_denial_without_a_valid_session_throws_and_is_remembered_for_at_most_five_seconds()
    {
        _issuer.Fail(transient: false);
        _random = 1;
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
        Assert.Equal(1, _issuer.Calls);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
        Assert.Equal(2, _issuer.Calls);
    }

    [Fact]
    public async Task Where_a_reader_would_fail_recovery_takes_at_most_five_seconds_from_the_sources_return()
    {
        _issuer.Fail(transient: true);
        _random = 1;
        for (int second = 0; second < 120; second++)
        {
            await Assert.ThrowsAsync<HopFailedException>(ReadAsync);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await ReadAsync());
    }

    [Fact]
    public async Task Sessions_of_fifteen_minutes_are_not_refreshed_on_every_read()
    {
        _issuer.Lifetime = TimeSpan.FromSeconds(900);
        for (int read = 0; read < 200; read++)
        {
            await ReadAsync();
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(1, _issuer.Calls);
    }

    [Fact]
    public async Task A_process_frozen_for_an_hour_between_two_reads_is_put_right_by_the_second()
    {
        RoleSession first = await ReadAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        RoleSession second = await ReadAsync();
        Assert.NotSame(first, second);
        Assert.True(second.ExpiresAt > _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_clock_set_back_by_hours_does_not_stretch_a_session_or_a_backoff()
    {
        RoleSession first = await ReadAsync();
        _clock.AdjustTime(_clock.GetUtcNow() - TimeSpan.FromHours(3));
        Assert.Null(_node.TryRead());
        Assert.Same(first, await ReadAsync());
        await Eventually.TrueAsync(() => _node.TryRead() is { } session && session != first);

        _clock.Advance(TimeSpan.FromHours(1.5));
        _issuer.Fail(transient: true);
        await ReadAsync();
        _issuer.Failure = null;
        _clock.AdjustTime(_clock.GetUtcNow() - TimeSpan.FromHours(1.7));
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 0);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(-70)]
    public async Task A_clock_set_back_after_a_failure_neither_stretches_the_wait_nor_forgets_the_refresh(int minutes)
    {
        await ReadAsync();
        _random = 1;
        _clock.Advance(TimeSpan.FromMinutes(46));
        _issuer.Fail(transient: true);
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 1);
        _issuer.Failure = null;
        _clock.AdjustTime(_clock.GetUtcNow() + TimeSpan.FromMinutes(minutes));
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 0);
    }

    [Fact]
    public async Task An_invalidated_session_is_replaced_only_if_it_is_the_current_one()
    {
        RoleSession first = await ReadAsync();
        Assert.False(_node.Invalidate("ASIAOTHER"));
        Assert.Same(first, _node.TryRead());
        Assert.True(_node.Invalidate(first.Credentials.AccessKey));
        Assert.Null(_node.TryRead());
        Assert.NotSame(first, await ReadAsync());
    }

    [Fact]
    public async Task An_invalidation_is_no_way_around_the_backoff_and_leaves_the_last_resort()
    {
        RoleSession first = await ReadAsync();
        _issuer.Fail(transient: true);
        _random = 1;
        _clock.Advance(TimeSpan.FromMinutes(46));
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 1);
        _node.Invalidate(accessKeyId: null);
        Assert.Same(first, await ReadAsync());
        Assert.Equal(2, _issuer.Calls);
    }

    [Fact]
    public async Task A_wait_that_began_while_there_was_a_session_is_short_once_a_service_has_rejected_it()
    {
        RoleSession first = await ReadAsync();
        _random = 1;
        _clock.Advance(TimeSpan.FromMinutes(45));
        _issuer.Fail(transient: true);
        for (int attempt = 0; attempt < 8; attempt++)
        {
            await ReadAsync();
            await Eventually.TrueAsync(() => _node.State.Failures == attempt + 1);
            _clock.Advance(attempt < 7 ? _node.State.NextAttemptAt - _clock.GetUtcNow() : TimeSpan.Zero);
        }

        Assert.Equal(60, (_node.State.NextAttemptAt - _clock.GetUtcNow()).TotalSeconds);
        _issuer.Failure = null;
        Assert.True(_node.Reject(first.Credentials.AccessKey));
        Assert.Same(first, await ReadAsync());
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotSame(first, await ReadAsync());
    }

    [Fact]
    public async Task A_failure_of_longer_ago_than_that_is_no_reason_to_wait()
    {
        RoleSession first = await ReadAsync();
        _random = 1;
        _refresh.FailureDelay = TimeSpan.FromMinutes(1);
        _clock.Advance(TimeSpan.FromMinutes(46));
        _issuer.Fail(transient: true);
        await ReadAsync();
        await Eventually.TrueAsync(() => _node.State.Failures == 1);
        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Same(first, await ReadAsync()); // the wait is not over

        _node.Invalidate(accessKeyId: null);

        Assert.NotSame(first, await ReadAsync());
    }

    [Fact]
    public async Task One_who_hears_late_of_a_failure_that_was_cured_and_of_a_session_that_was_lost_waits_for_the_next()
    {
        TaskCompletionSource hears = new();
        Func<Task<RoleSession>, Task<RoleSession>> waiting = async outcome =>
        {
            await outcome.ContinueWith(_ => hears.Task, None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
            return await outcome;
        };
        SessionNode node = new(_issuer, new SessionContext
        {
            Clock = _clock, Refresh = _refresh, Logger = NullLogger.Instance, Random = () => 0, WaitFor = outcome => waiting(outcome),
        });
        _issuer.Fail(transient: true);
        Task<RoleSession> late = node.ReadAsync(TimeSpan.Zero, async: true, None).AsTask();
        await Eventually.TrueAsync(() => node.State.Failures == 1);

        waiting = outcome => outcome;
        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        RoleSession cure = await node.ReadAsync(TimeSpan.Zero, async: true, None);
        node.Invalidate(cure.Credentials.AccessKey);
        hears.SetResult();

        Assert.NotSame(cure, await late);
    }

    [Fact]
    public async Task A_rejection_renews_a_session_at_most_once_in_thirty_seconds()
    {
        RoleSession first = await ReadAsync();
        Assert.True(_node.Reject(first.Credentials.AccessKey));
        RoleSession second = await ReadAsync();
        Assert.True(_node.Reject(first.Credentials.AccessKey)); // a late caller: there is a newer one already
        Assert.Same(second, _node.TryRead());
        Assert.False(_node.Reject(second.Credentials.AccessKey));
        Assert.Same(second, _node.TryRead());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(_node.Reject(second.Credentials.AccessKey));
    }

    [Fact]
    public async Task A_minimum_lifetime_refreshes_a_session_that_has_less_left()
    {
        RoleSession first = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Same(first, await _node.ReadAsync(TimeSpan.FromMinutes(20), async: true, None));
        Assert.NotSame(first, await _node.ReadAsync(TimeSpan.FromMinutes(21), async: true, None));
    }

    [Fact]
    public async Task A_parent_signs_in_its_last_minute_without_anyone_waiting_for_its_refresh()
    {
        RoleSession parent = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(59.5));
        _issuer.Gate = new TaskCompletionSource();
        Assert.Same(parent, await _node.ReadForSigningAsync(outlive: null, async: true, None));
        await ArrivedAsync(2); // and it is renewed meanwhile
        _issuer.Gate.SetResult();
    }

    [Fact]
    public async Task A_parent_that_would_not_outlive_its_child_is_renewed_first_and_serves_on_if_that_fails()
    {
        RoleSession parent = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(31));
        DateTimeOffset outlive = _clock.GetUtcNow() + TimeSpan.FromMinutes(45);
        _random = 1;
        _issuer.Fail(transient: true);
        Assert.Same(parent, await _node.ReadForSigningAsync(outlive, async: true, None));
        Assert.Equal(2, _issuer.Calls);
        Assert.Same(parent, await _node.ReadForSigningAsync(outlive, async: true, None)); // within its backoff: not asked again
        Assert.Equal(2, _issuer.Calls);
        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotSame(parent, await _node.ReadForSigningAsync(outlive, async: true, None));
    }

    [Fact]
    public async Task A_fresh_parent_is_not_renewed_for_every_child()
    {
        RoleSession parent = await ReadAsync();
        for (int child = 0; child < 100; child++)
        {
            Assert.Same(parent, await _node.ReadForSigningAsync(_clock.GetUtcNow() + TimeSpan.FromHours(2), async: true, None));
        }

        Assert.Equal(1, _issuer.Calls);
    }

    [Fact]
    public async Task A_warm_read_allocates_nothing()
    {
        await ReadAsync();
        _node.TryRead();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = _node.TryRead()!.CredentialsTask;
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task The_pool_is_left_as_it_was_found_when_blocked_callers_are_gone()
    {
        ThreadPool.GetMinThreads(out int before, out _);
        _issuer.Gate = new TaskCompletionSource();
        Task<RoleSession>[] readers = StartReaders(20, async: false);
        await ArrivedAsync(1);
        await Eventually.TrueAsync(() =>
        {
            ThreadPool.GetMinThreads(out int during, out _);
            return during >= before + 20;
        });
        _issuer.Gate.SetResult();
        await Task.WhenAll(readers);
        await Eventually.TrueAsync(() =>
        {
            ThreadPool.GetMinThreads(out int after, out _);
            return after == before;
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_asked_for_before_an_invalidation_is_not_what_comes_after_it(bool async)
    {
        RoleSession first = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(45));
        TaskCompletionSource gate = new();
        _issuer.Gate = gate;
        await ReadAsync();
        await ArrivedAsync(2);
        Assert.True(_node.Invalidate(first.Credentials.AccessKey));
        Task<RoleSession> reader = StartReaders(1, async)[0];
        _issuer.Gate = null;
        gate.SetResult();
        Assert.Equal("ASIA3", (await reader).Credentials.AccessKey);
        Assert.Equal("ASIA3", (await ReadAsync()).Credentials.AccessKey);
    }

    [Fact]
    public async Task A_refresh_that_ignores_its_limit_ends_all_the_same_and_its_late_result_is_dropped()
    {
        TaskCompletionSource gate = new();
        DeafIssuer deaf = new(_issuer, gate.Task);
        SessionNode node = new(deaf, new SessionContext { Clock = _clock, Refresh = _refresh, Logger = NullLogger.Instance, Random = () => 0 });
        Task<RoleSession> first = node.ReadAsync(TimeSpan.Zero, async: true, None).AsTask();
        await deaf.Arrived.Task;
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(RoleChainFailure.TimedOut, (await Assert.ThrowsAsync<HopFailedException>(() => first)).Failure.Kind);

        deaf.Wait = Task.CompletedTask;
        _clock.Advance(TimeSpan.FromSeconds(5));
        RoleSession second = await node.ReadAsync(TimeSpan.Zero, async: true, None);
        gate.SetResult();
        await deaf.LateResult.Task;
        Assert.Same(second, await node.ReadAsync(TimeSpan.Zero, async: true, None));
    }

    private Task<RoleSession> ReadAsync() => _node.ReadAsync(TimeSpan.Zero, async: true, None).AsTask();

    private Task<RoleSession>[] StartReaders(int count, bool async) => [.. Enumerable.Range(0, count).Select(_ => async
        ? ReadAsync()
        : Task.Factory.StartNew(
            () => _node.ReadAsync(TimeSpan.Zero, async: false, None).AsTask().Result,
            None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];

    private async Task ArrivedAsync(int calls)
    {
        while (_issuer.Calls < calls)
        {
            Assert.True(await _issuer.Arrived.WaitAsync(TimeSpan.FromSeconds(10)), "nobody called the issuer");
        }
    }

    /// <summary>Takes no notice of its token.</summary>
    private sealed class DeafIssuer(ScriptedIssuer inner, Task wait) : ISessionIssuer
    {
        public TaskCompletionSource Arrived { get; } = new();

        public TaskCompletionSource LateResult { get; } = new();

        public Task Wait { get; set; } = wait;

        public int HopNumber => 1;

        public RoleHop? Hop => null;

        public TimeSpan Timeout => TimeSpan.FromSeconds(60);

        public async ValueTask<RoleSession> IssueAsync(bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
        {
            Task wait = Wait;
            Arrived.TrySetResult();
            try
            {
                await wait;
                return await inner.IssueAsync(background, minimumLifetime, async, CancellationToken.None);
            }
            finally
            {
                if (wait != Task.CompletedTask)
                {
                    LateResult.TrySetResult();
                }
            }
        }

        public void Forget(RoleSession? session)
        {
        }
    }

    private sealed class DelegatedIssuer(Action onIssue, TimeProvider clock) : ISessionIssuer
    {
        private readonly ScriptedIssuer _inner = new(clock);

        public int HopNumber => 1;

        public RoleHop? Hop => null;

        public TimeSpan Timeout => TimeSpan.FromSeconds(60);

        public ValueTask<RoleSession> IssueAsync(bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
        {
            onIssue();
            return _inner.IssueAsync(background, minimumLifetime, async, cancellationToken);
        }

        public void Forget(RoleSession? session)
        {
        }
    }
}
