namespace RoleChaining.Sts;

/// <summary>
/// A clock that only goes forward, whatever happens to the wall clock it stands on. Polly's circuit breaker notes the hour at which it
/// will let the next call through: without this, setting the machine's clock back would keep a circuit open for as long.
/// </summary>
internal sealed class MonotonicClock(TimeProvider inner) : TimeProvider
{
    private readonly DateTimeOffset _startTime = inner.GetUtcNow();
    private readonly long _start = inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _startTime + inner.GetElapsedTime(_start);

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
