using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>A session that is dropped, rejected, or renewed because a call that it signed was denied; and one that is not long enough.</summary>
public sealed class SessionRenewalTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly CountingClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeLogger _log = new();
    private readonly ScriptedIssuer _issuer;
    private readonly SessionNode _node;

    public SessionRenewalTests()
    {
        _issuer = new ScriptedIssuer(_clock);
        _node = new SessionNode(
            _issuer, new SessionContext { Clock = _clock, Refresh = new(), Logger = _log, Random = () => 1 });
    }

    [Fact]
    public async Task A_renewal_gives_a_new_session_and_the_old_one_is_told_to_others()
    {
        RoleSession old = await OldAsync();
        Assert.True(_node.MayRenew(old));
        RoleSession? renewed = await RenewAsync(old);
        Assert.NotSame(old, renewed);
        Assert.Same(renewed, _node.TryRead());
        Assert.Equal([(old, ForgetReason.Revoked)], _issuer.Forgotten);
        Assert.Equal([false, true], _issuer.Backgrounds);
    }

    [Fact]
    public async Task Who_comes_later_with_the_old_session_gets_the_new_one_and_nobody_is_asked()
    {
        RoleSession old = await OldAsync();
        RoleSession? renewed = await RenewAsync(old);
        Assert.True(_node.MayRenew(old));
        Assert.Same(renewed, await RenewAsync(old));
        Assert.Equal(2, _issuer.Calls);

        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.False(_node.MayRenew(renewed!)); // within the minute
    }

    [Fact]
    public async Task Denials_of_many_calls_of_one_session_renew_it_once()
    {
        RoleSession old = await OldAsync();
        _issuer.Gate = new TaskCompletionSource();
        Task<RoleSession?> first = RenewAsync(old);
        await Eventually.TrueAsync(() => _issuer.Calls == 2);
        Assert.True(_node.MayRenew(old));
        Task<RoleSession?> second = RenewAsync(old);
        _issuer.Gate.SetResult();
        Assert.Same(await first, await second);
        Assert.Equal(2, _issuer.Calls);
        Assert.Single(_issuer.Forgotten);
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_session_and_counts_as_none()
    {
        RoleSession old = await OldAsync();
        _issuer.Fail(transient: true);
        Assert.Null(await RenewAsync(old));
        Assert.Same(old, _node.State.Session);
        Assert.True(_node.MayRenew(old));

        // STS was asked a moment ago, and the wait after that failure is not over.
        Assert.Null(await RenewAsync(old));
        Assert.Equal(2, _issuer.Calls);
        Assert.Single(_issuer.Forgotten);

        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await RenewAsync(old));
    }

    [Fact]
    public async Task A_wait_that_began_while_a_session_was_served_delays_a_renewal_by_five_seconds_at_most()
    {
        RoleSession old = await OldAsync();
        _issuer.Fail(transient: true);
        _clock.Advance(TimeSpan.FromMinutes(50));
        for (int failures = 1; failures <= 5; failures++)
        {
            await ReadAsync();
            await Eventually.TrueAsync(() => _node.State.Failures == failures && !_node.IsRefreshing);
            _clock.Advance(TimeSpan.FromSeconds(failures < 5 ? 20 : 4.9));
        }

        Assert.Null(await RenewAsync(old));
        Assert.Equal(6, _issuer.Calls);
        _issuer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull(await RenewAsync(old));
    }

    [Fact]
    public async Task What_was_dropped_already_is_told_to_others_again()
    {
        RoleSession session = await ReadAsync();
        Assert.True(_node.Invalidate(null));
        Assert.False(_node.Invalidate(null));
        _node.Remove(ForgetReason.Removed);
        Assert.Equal(
            [(session, ForgetReason.Revoked), (session, ForgetReason.Revoked), (session, ForgetReason.Removed)], _issuer.Forgotten);
    }

    [Fact]
    public async Task One_that_is_over_is_told_to_others_once_and_is_no_last_resort()
    {
        RoleSession session = await ReadAsync();
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.True(_node.Invalidate(session.Credentials.AccessKey));
        _node.Remove(ForgetReason.RemovedElsewhere);
        Assert.Equal([(session, ForgetReason.Revoked), (null, ForgetReason.RemovedElsewhere)], _issuer.Forgotten);
    }

    [Fact]
    public async Task One_that_is_removed_is_told_to_others()
    {
        RoleSession session = await ReadAsync();
        _node.Remove(ForgetReason.Removed);
        Assert.Equal([(session, ForgetReason.Removed)], _issuer.Forgotten);
        Assert.Same(SessionState.Empty, _node.State);
    }

    [Fact]
    public async Task The_log_says_whose_session_was_rejected()
    {
        RoleSession session = await ReadAsync();
        Assert.True(_node.Reject(session.Credentials.AccessKey));
        Assert.Contains(_log.Collector.GetSnapshot(), record => record.Message.Contains("the source", StringComparison.Ordinal)
            && record.Message.Contains(session.Credentials.AccessKey, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(20, 1)] // exactly what was asked for
    [InlineData(60, 1)]
    public async Task Who_joins_a_refresh_that_others_began_takes_what_lives_long_enough(int minutes, int calls)
    {
        _issuer.Lifetime = TimeSpan.FromMinutes(minutes);
        _issuer.Gate = new TaskCompletionSource();
        Task<RoleSession> first = ReadAsync();
        await Eventually.TrueAsync(() => _issuer.Calls == 1);
        Task<RoleSession> second = _node.ReadAsync(TimeSpan.FromMinutes(20), async: true, Token).AsTask();
        await Eventually.TrueAsync(() => _node.WaitingReaders == 2);
        _issuer.Gate.SetResult();
        Assert.Equal("ASIA1", (await first).Credentials.AccessKey);
        Assert.Equal($"ASIA{calls}", (await second).Credentials.AccessKey);
        Assert.Equal(calls, _issuer.Calls);
    }

    [Fact]
    public async Task Who_began_the_refresh_takes_the_session_however_short()
    {
        _issuer.Lifetime = TimeSpan.FromMinutes(10);
        Assert.NotNull(await _node.ReadAsync(TimeSpan.FromMinutes(20), async: true, Token));
        Assert.Equal(1, _issuer.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task A_session_that_is_over_when_it_comes_is_asked_for_once_more(int minutes)
    {
        _issuer.Lifetime = TimeSpan.FromMinutes(minutes);
        Assert.Equal("ASIA2", (await ReadAsync()).Credentials.AccessKey);
        Assert.Equal(2, _issuer.Calls);
    }

    private Task<RoleSession> ReadAsync() => _node.ReadAsync(TimeSpan.Zero, async: true, Token).AsTask();

    private Task<RoleSession?> RenewAsync(RoleSession session) => _node.TryRenewAsync(session, async: true, Token).AsTask();

    /// <summary>A session of a minute ago.</summary>
    private async Task<RoleSession> OldAsync()
    {
        RoleSession session = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        return session;
    }
}
