using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Sts;

public sealed class StsPaceTests
{
    [Fact]
    public void A_burst_goes_at_once_and_the_rest_at_the_pace()
    {
        StsPace pace = new(new FakeTimeProvider());
        TimeSpan[] waits = [.. Enumerable.Range(0, 1100).Select(_ => pace.Take())];
        Assert.All(waits.Take(StsPace.Burst), wait => Assert.Equal(TimeSpan.Zero, wait));
        Assert.Equal(1.0 / StsPace.CallsPerSecond, waits[StsPace.Burst].TotalSeconds, precision: 4);
        Assert.Equal(1000.0 / StsPace.CallsPerSecond, waits[^1].TotalSeconds, precision: 3);
        Assert.All(waits, first => Assert.InRange(waits.Count(wait => wait >= first && wait < first + TimeSpan.FromSeconds(1)), 1, 600));
    }

    [Fact]
    public void Idle_time_gives_back_the_burst_and_no_more()
    {
        FakeTimeProvider clock = new();
        StsPace pace = new(clock);
        for (int i = 0; i < StsPace.Burst; i++)
        {
            pace.Take();
        }

        clock.Advance(TimeSpan.FromHours(1));
        TimeSpan[] waits = [.. Enumerable.Range(0, StsPace.Burst + 1).Select(_ => pace.Take())];
        Assert.All(waits.Take(StsPace.Burst), wait => Assert.Equal(TimeSpan.Zero, wait));
        Assert.True(waits[^1] > TimeSpan.Zero);
    }
}
