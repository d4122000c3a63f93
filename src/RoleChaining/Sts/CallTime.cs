namespace RoleChaining.Sts;

/// <summary>
/// The time that all attempts of one call may take together. It is paused while the call waits for something that STS does not cause: a
/// person who types an MFA code, or its turn among the other calls of its account, of which a fan-out has thousands.
/// </summary>
/// <param name="total">The whole time; infinite where a caller's own pipeline limits it.</param>
/// <param name="clock">What measures it.</param>
internal sealed class CallTime(TimeSpan total, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _limit = new(total, clock);
    private TimeSpan _left = total;
    private long _runningSince = clock.GetTimestamp();
    private TimeSpan _ran;

    /// <summary>Canceled when the time has run out.</summary>
    public CancellationToken Token => _limit.Token;

    public TimeSpan Total { get; } = total;

    /// <summary>What the call waits for while the time is paused.</summary>
    public string? WaitingFor { get; private set; }

    /// <summary>What is left.</summary>
    public TimeSpan Left => IsInfinite ? TimeSpan.MaxValue : WaitingFor is null ? _left - clock.GetElapsedTime(_runningSince) : _left;

    /// <summary>How long the call has run, without its pauses.</summary>
    public TimeSpan Running => WaitingFor is null ? _ran + clock.GetElapsedTime(_runningSince) : _ran;

    private bool IsInfinite => Total == Timeout.InfiniteTimeSpan;

    /// <summary>Stops the time until <see cref="Resume"/>.</summary>
    public void Pause(string waitingFor)
    {
        (_left, _ran) = (Left, Running);
        WaitingFor = waitingFor;
        _limit.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public void Resume()
    {
        WaitingFor = null;
        _runningSince = clock.GetTimestamp();
        if (!IsInfinite)
        {
            _limit.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
        }
    }

    public void Dispose() => _limit.Dispose();
}
