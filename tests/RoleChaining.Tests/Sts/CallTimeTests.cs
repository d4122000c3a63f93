using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Sts;

/// <summary>The time of all attempts of a call stands still while the call waits for what STS does not cause.</summary>
public sealed class CallTimeTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Waiting_costs_nothing_of_it()
    {
        using CallTime time = new(TimeSpan.FromSeconds(10), _clock);
        Pass(3);
        AssertTime(time, left: 7, running: 3);

        time.Pause("a person");
        Assert.Equal("a person", time.WaitingFor);
        Pass(60);
        AssertTime(time, left: 7, running: 3);
        Assert.False(time.Token.IsCancellationRequested);

        time.Resume();
        Assert.Null(time.WaitingFor);
        AssertTime(time, left: 7, running: 3);
        Pass(6.9);
        AssertTime(time, left: 0.1, running: 9.9);
        Assert.False(time.Token.IsCancellationRequested);
        Pass(0.1);
        Assert.True(time.Token.IsCancellationRequested);
    }

    [Fact]
    public void It_can_be_paused_again()
    {
        using CallTime time = new(TimeSpan.FromSeconds(10), _clock);
        for (int pause = 1; pause <= 3; pause++)
        {
            Pass(2);
            time.Pause("its turn");
            Pass(5);
            time.Resume();
            AssertTime(time, left: 10 - (2 * pause), running: 2 * pause);
        }
    }

    [Fact]
    public void What_ran_out_before_a_pause_has_run_out_after_it()
    {
        using CallTime time = new(TimeSpan.FromSeconds(10), _clock);
        Pass(11);
        time.Pause("its turn");
        time.Resume();
        Assert.True(time.Token.IsCancellationRequested);
    }

    [Fact]
    public void One_that_a_callers_pipeline_limits_has_no_end()
    {
        using CallTime time = new(Timeout.InfiniteTimeSpan, _clock);
        Assert.Equal(TimeSpan.MaxValue, time.Left);
        Pass(100_000);
        time.Pause("its turn");
        time.Resume();
        Pass(100_000);
        Assert.Equal(TimeSpan.MaxValue, time.Left);
        Assert.Equal(200_000, time.Running.TotalSeconds);
        Assert.False(time.Token.IsCancellationRequested);
    }

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private static void AssertTime(CallTime time, double left, double running) =>
        Assert.Equal((left, running), (Math.Round(time.Left.TotalSeconds, 3), Math.Round(time.Running.TotalSeconds, 3)));
}
