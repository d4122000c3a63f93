using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>The clock of these tests moves when calls have been sent, so nothing else may hold the calls up.</summary>
[Collection(Alone.Name)]
public sealed class StsTurnTests : IDisposable
{
    private const int AtATime = 50;
    private readonly SomeSts _sts = new();
    private readonly SemaphoreSlim _answers = new(0);

    /// <summary>The calls that have come to wait for an answer: an answer is only given to those who wait, so no later call takes it.</summary>
    private int _arrived;

    public StsTurnTests()
    {
        _sts.Retry.AttemptTimeout = _sts.Retry.TotalTimeout;
        _sts.Stub.Gate = (_, cancellationToken) =>
        {
            Task answer = _answers.WaitAsync(cancellationToken);
            Interlocked.Increment(ref _arrived);
            return answer;
        };
    }

    public void Dispose() => _answers.Dispose();

    [Fact]
    public async Task The_time_that_a_call_waits_for_its_turn_is_not_the_hops()
    {
        Task<RoleSession>[] calls = [.. Enumerable.Range(0, 5 * AtATime).Select(_ => _sts.AssumeAsync())];
        for (int sent = AtATime; sent <= calls.Length; sent += AtATime)
        {
            await ArrivedAsync(sent);
            _sts.Clock.Advance(_sts.Retry.TotalTimeout - TimeSpan.FromMilliseconds(1));
            _answers.Release(AtATime);
        }

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task The_time_that_it_had_before_its_turn_is_what_it_has_after()
    {
        Task<RoleSession>[] before = [.. Enumerable.Range(0, AtATime).Select(_ => _sts.AssumeAsync())];
        Task<RoleSession> last = _sts.AssumeAsync();
        await ArrivedAsync(AtATime);
        _sts.Clock.Advance(_sts.Retry.TotalTimeout - TimeSpan.FromMilliseconds(1));
        _answers.Release(AtATime);
        await Task.WhenAll(before);
        await ArrivedAsync(AtATime + 1);

        _sts.Clock.Advance(_sts.Retry.TotalTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(last.IsCompleted);
        _sts.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(RoleChainFailure.TimedOut, (await Assert.ThrowsAsync<HopFailedException>(() => last)).Failure.Kind);
    }

    [Fact]
    public async Task A_refresh_that_ends_before_its_turn_says_so_and_leaves_the_line()
    {
        using var refresh = new CancellationTokenSource();
        Task<RoleSession>[] before = [.. Enumerable.Range(0, AtATime).Select(_ => _sts.AssumeAsync())];
        Task<RoleSession> late = _sts.AssumeAsync(cancellationToken: refresh.Token);
        await refresh.CancelAsync();

        var e = await Assert.ThrowsAsync<HopFailedException>(() => late);
        Assert.Equal(RoleChainFailure.TimedOut, e.Failure.Kind);
        Assert.Contains("waited for its turn (an account's calls to STS go 50 at a time", e.Message, StringComparison.Ordinal);
        _answers.Release(AtATime);
        await Task.WhenAll(before);
        Assert.Equal(AtATime, _sts.Stub.Calls.Count);
    }

    [Fact]
    public async Task A_blocked_caller_leaves_the_line_too()
    {
        using var refresh = new CancellationTokenSource();
        Task<RoleSession>[] before = [.. Enumerable.Range(0, AtATime).Select(_ => _sts.AssumeAsync())];
        Task<RoleSession> late = _sts.AssumeAsync(async: false, cancellationToken: refresh.Token);
        await refresh.CancelAsync(); // before or after its thread has come to the line

        Exception? e = await Record.ExceptionAsync(() => late);
        Assert.True(e is OperationCanceledException or HopFailedException { Failure.Kind: RoleChainFailure.TimedOut }, e?.ToString());
        _answers.Release(AtATime);
        await Task.WhenAll(before);
        Assert.Equal(AtATime, _sts.Stub.Calls.Count);
    }

    private Task ArrivedAsync(int calls) => Eventually.TrueAsync(() => Volatile.Read(ref _arrived) == calls);
}
