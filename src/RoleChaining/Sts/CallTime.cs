namespace RoleChaining.Sts;

/// <summary>
/// The time that all attempts of one hop may take together. It stands still while the call waits for something that is not STS's doing:
/// a person who types an MFA code, or its turn among the other calls of its account, of which a fan-out has thousands.
/// </summary>
/// <param name="total">How long; infinite where the caller's own pipeline sees to it.</param>
/// <param name="clock">What measures it.</param>
internal sealed class CallTime(TimeSpan total, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _limit = new(total, clock);
    private TimeSpan _left = total;
    private long _since = clock.GetTimestamp();

    /// <summary>Canceled when it has run out.</summary>
    public CancellationToken Token => _limit.Token;

    public TimeSpan Total { get; } = total;

    /// <summary>What the call waits for while time stands still.</summary>
    public string? WaitingFor { get; private set; }

    /// <summary>What is left of it.</summary>
    public TimeSpan Left => IsInfinite ? TimeSpan.MaxValue : WaitingFor is null ? _left - clock.GetElapsedTime(_since) : _left;

    private bool IsInfinite => Total == Timeout.InfiniteTimeSpan;

    /// <summary>Time stands still until <see cref="GoOn"/>.</summary>
    public void StandStill(string waitingFor)
    {
        _left = Left;
        WaitingFor = waitingFor;
        _limit.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public void GoOn()
    {
        WaitingFor = null;
        _since = clock.GetTimestamp();
        if (!IsInfinite)
            _limit.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
    }

    public void Dispose() => _limit.Dispose();
}
