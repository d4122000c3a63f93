using Microsoft.Extensions.Logging;

namespace RoleChaining.Sts;

/// <summary>
/// One hop being assumed: which region is next, how many attempts were made, what went wrong last. A caller's own pipeline may run
/// attempts side by side (hedging); a lost update then costs an attempt in another order, no more.
/// </summary>
internal sealed class StsCall(
    StsOperation operation, bool singleAttempt, int maxAttempts, string[] regions, TimeSpan attemptTimeout, CallTime time,
    ILogger logger, CancellationToken caller)
{
    private readonly int _maxAttempts = Math.Max(maxAttempts, regions.Length);
    private string[] _regions = regions;
    private int _current;
    private int _attempts;
    private bool _clockCorrected;
    private TimeSpan? _shortestWait;
    private StsException? _transient;

    public StsOperation Operation { get; } = operation;

    /// <summary>Nobody waits for it: it fails rather than waits, and each region is asked once at most.</summary>
    public bool SingleAttempt { get; } = singleAttempt;

    public TimeSpan AttemptTimeout { get; } = attemptTimeout;

    public CallTime Time { get; } = time;

    public ILogger Logger { get; } = logger;

    /// <summary>Whether its caller no longer wants it, as against a time limit of ours.</summary>
    public bool IsGivenUp => caller.IsCancellationRequested;

    public string Region
    {
        get
        {
            string[] regions = _regions;
            return regions[_current % regions.Length];
        }
    }

    public int Attempts => _attempts;

    public StsException? LastFailure { get; private set; }

    /// <summary>Whether the last failure moved the call on to a region that it has not asked since it was last at the first one.</summary>
    public bool MovedOn { get; private set; }

    public void BeginAttempt() => Interlocked.Increment(ref _attempts);

    public void Fail(StsException failure)
    {
        LastFailure = failure;
        if (failure.IsTransient)
            _transient = failure;
        MovedOn = failure.IsRegional && MoveOn(isForGood: failure.Failure == RoleChainFailure.RegionDisabled);
    }

    /// <summary>Whether to send again at once, within the same attempt: a corrected clock, or the circuit of one region among several.</summary>
    public bool GoesOnAtOnce(StsException failure)
    {
        if (failure.IsClockSkew && !_clockCorrected)
            return _clockCorrected = true;
        if (failure.RetryAfter is not { } wait)
            return false;
        _shortestWait = wait < _shortestWait ? wait : _shortestWait ?? wait;
        return MovedOn;
    }

    /// <summary>How long to leave STS alone when the circuits of all regions are open; <see langword="null"/> when the call shall fail.</summary>
    public TimeSpan? TakeWait(StsException failure)
    {
        if (failure.RetryAfter is null || SingleAttempt)
            return null;
        TimeSpan? wait = _shortestWait;
        _shortestWait = null;
        return wait;
    }

    /// <summary>Whether another attempt shall be made.</summary>
    public bool MayTryAgain(StsException failure)
    {
        if (_attempts >= _maxAttempts)
            return false;
        if (MovedOn)
            return true;

        // One who would not wait for the circuit, or has no time to, need not look again.
        if (failure.RetryAfter is not null)
            return false;

        // A rejected caller is the session tree's to renew; a disabled region leaves the call to those that are not.
        bool mayPass = failure.Failure switch
        {
            RoleChainFailure.CallerRejected => false,
            RoleChainFailure.RegionDisabled => _transient is not null,
            _ => failure.IsTransient,
        };
        return mayPass && !SingleAttempt;
    }

    /// <summary>What the call failed of in the end: one region's being disabled says little when another was failing.</summary>
    public StsException Verdict(StsException last) => last.Failure == RoleChainFailure.RegionDisabled ? _transient ?? last : last;

    private bool MoveOn(bool isForGood)
    {
        if (!isForGood || _regions.Length == 1)
        {
            _current = (_current + 1) % _regions.Length;
            return _current > 0;
        }

        string disabled = Region;
        _regions = [.. _regions.Where(region => region != disabled)];
        if (_current < _regions.Length)
            return true;
        _current = 0;
        return false;
    }
}
