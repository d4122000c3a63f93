using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Sts;

/// <summary>The AWS SDK blocks while it looks for an instance's region, which on other machines takes seconds.</summary>
public sealed class InstanceRegionTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new();
    private readonly ManualResetEventSlim _gate = new();
    private int _asked;
    private bool _isOfPool;

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task All_who_ask_at_once_wait_for_one_answer_and_block_no_thread_of_the_pool()
    {
        InstanceRegion region = new(Ask, _clock);
        Task<string?>[] answers = [.. Enumerable.Range(0, 20).Select(_ => region.FindAsync(async: true, Token).AsTask())];
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        _gate.Set();
        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("eu-west-1", answer));
        Assert.Equal(1, _asked);
        Assert.False(_isOfPool);
    }

    [Fact]
    public void A_synchronous_caller_has_the_answer_on_its_own_thread()
    {
        _gate.Set();
        Assert.Equal("eu-west-1", new InstanceRegion(Ask, _clock).FindAsync(async: false, Token).Completed());
    }

    [Fact]
    public async Task The_wait_ends_with_the_token_and_the_next_one_shares_the_search()
    {
        InstanceRegion region = new(Ask, _clock);
        using CancellationTokenSource leaves = new();
        Task<string?> left = region.FindAsync(async: true, leaves.Token).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Task<string?> next = region.FindAsync(async: true, Token).AsTask();
        _gate.Set();
        Assert.Equal("eu-west-1", await next);
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    public async Task An_answer_is_kept_for_a_minute(int seconds, int asked)
    {
        _gate.Set();
        InstanceRegion region = new(Ask, _clock);
        await region.FindAsync(async: true, Token);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await region.FindAsync(async: true, Token);
        Assert.Equal(asked, _asked);
    }

    private string? Ask()
    {
        _isOfPool = Thread.CurrentThread.IsThreadPoolThread;
        _gate.Wait(Token);
        Interlocked.Increment(ref _asked);
        return "eu-west-1";
    }
}
