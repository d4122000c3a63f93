using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Sts;

public sealed class StsCallRateTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StsCallRate _rate;

    public StsCallRateTests() => _rate = new StsCallRate(_clock);

    [Fact]
    public async Task A_burst_goes_at_once_and_the_rest_at_the_rate()
    {
        Task[] calls = Ask(1000);
        Assert.Equal(StsCallRate.Burst, Sent(calls));
        int milliseconds = 0;
        await Eventually.TrueAsync(() =>
        {
            Assert.True(Sent(calls) <= StsCallRate.Burst + (StsCallRate.CallsPerSecond * milliseconds / 1000) + 1);
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            milliseconds += 5;
            return Sent(calls) == calls.Length;
        });
        Assert.True(milliseconds >= (1000 - StsCallRate.Burst) * 1000 / StsCallRate.CallsPerSecond);
    }

    [Fact]
    public async Task What_a_stalled_machine_missed_is_not_made_up_for()
    {
        Task[] calls = Ask(1000);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => Sent(calls) >= 2 * StsCallRate.Burst);
        for (int i = 0; i < 1000; i++)
        {
            await Task.Yield();
        }

        Assert.Equal(2 * StsCallRate.Burst, Sent(calls));
    }

    [Fact]
    public async Task A_call_that_leaves_the_queue_does_not_hold_up_the_others()
    {
        Task[] calls = Ask(StsCallRate.Burst);
        using CancellationTokenSource leaving = new();
        Task first = TakeAsync(leaving.Token);
        Task second = TakeAsync(TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Eventually.TrueAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            return second.IsCompletedSuccessfully;
        });
        Assert.Equal(StsCallRate.Burst, Sent(calls));
    }

    private Task[] Ask(int count) => [.. Enumerable.Range(0, count).Select(_ => TakeAsync(TestContext.Current.CancellationToken))];

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        if (!_rate.TryTake())
        {
            await _rate.TakeAsync(async: true, cancellationToken);
        }
    }

    private static int Sent(Task[] calls) => calls.Count(call => call.IsCompletedSuccessfully);
}
