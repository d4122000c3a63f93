using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>
/// How far one call to STS has got: which region is next, how many attempts were made, and after a failure whether and when the next one
/// is made. A caller's own pipeline may run attempts side by side (hedging); a lost update then costs an attempt in another order, no more.
/// </summary>
/// <param name="operation">What is sent.</param>
/// <param name="singleAttempt">Nobody waits for the call: it fails rather than waits, and each region is asked once at most.</param>
/// <param name="maxAttempts">The attempts in all; 0 where a caller's own pipeline counts them.</param>
/// <param name="patience">How long a denial is tried again.</param>
/// <param name="regions">In the order in which they are asked.</param>
/// <param name="attemptTimeout">How long one attempt may take.</param>
/// <param name="time">How long all attempts together may take.</param>
/// <param name="logger">Where attempts are logged.</param>
/// <param name="caller">Canceled when the caller no longer wants the session, as opposed to a time limit of ours.</param>
internal sealed class StsAttempts(
    StsOperation operation, bool singleAttempt, int maxAttempts, TimeSpan patience, string[] regions, TimeSpan attemptTimeout,
    CallTime time, ILogger logger, CancellationToken caller)
{
    private readonly int _maxAttempts = maxAttempts == 0 ? 0 : Math.Max(maxAttempts, regions.Length);
    private string[] _regions = regions;
    private int _current;
    private int _count;
    private bool _clockCorrected;
    private bool _hasMovedOn;
    private bool _triesAgain;
    private TimeSpan? _shortestWait;
    private HopFailure? _transient;
    private HopFailure? _rejection;

    public StsOperation Operation { get; } = operation;

    public TimeSpan AttemptTimeout { get; } = attemptTimeout;

    public CallTime Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public bool IsAbandoned => caller.IsCancellationRequested;

    public string Region
    {
        get
        {
            string[] regions = _regions;
            return regions[_current % regions.Length];
        }
    }

    /// <summary>The attempts that were sent.</summary>
    public int Count => _count;

    public HopFailure? LastFailure { get; private set; }

    /// <summary>When the next attempt is made; <see langword="null"/> leaves it to Polly's backoff.</summary>
    public TimeSpan? Delay { get; private set; }

    public void CountOne() => Interlocked.Increment(ref _count);

    /// <summary>Whether another attempt follows a failure. Asked again for the same failure, it does not decide again.</summary>
    public bool TriesAgainAfter(HopFailure failure)
    {
        if (ReferenceEquals(failure, LastFailure))
        {
            return _triesAgain;
        }

        LastFailure = failure;
        _transient = failure.IsTransient ? failure : _transient;
        _rejection = failure.MayBeDisabledRegion ? _rejection ?? failure : _rejection;
        _hasMovedOn = (failure.IsRegional || failure.MayBeDisabledRegion)
            && MoveOn(isForGood: failure.Kind == RoleChainFailure.RegionDisabled || failure.MayBeDisabledRegion);
        (_triesAgain, Delay) = failure switch
        {
            { IsClockSkew: true } when !_clockCorrected => (_clockCorrected = true, TimeSpan.Zero),
            { RetryAfter: { } wait } => AfterOpenCircuit(wait),
            _ when MayBePropagating(failure) => (true, _hasMovedOn ? TimeSpan.Zero : null),
            _ when _count >= _maxAttempts => (false, null),
            _ when _hasMovedOn => (true, TimeSpan.Zero),
            _ when _rejection is not null => (false, null), // no region took the caller's key: the session tree renews the caller
            _ => (!singleAttempt && MayPass(failure), null),
        };
        return _triesAgain;
    }

    /// <summary>
    /// The failure of the call as a whole. A rejected key counts where no region took it. That one region is disabled says little when
    /// another one was failing.
    /// </summary>
    public HopFailure GetVerdict(HopFailure last) => last switch
    {
        { IsRegional: true } when _rejection is not null => _rejection,
        { Kind: RoleChainFailure.RegionDisabled } => _transient ?? last,
        _ => last,
    };

    /// <summary>Whether the failure may be that of a role, a policy or a key that was made a moment ago.</summary>
    private bool MayBePropagating(HopFailure failure) =>
        (failure.Kind == RoleChainFailure.AccessDenied || failure.MayBeDisabledRegion) && Time.Running < patience;

    // Goes on to a region whose circuit is closed. Where all are open, it waits for the first, if an attempt still fits in the time after
    // that: a probe that is cut off early would keep the circuit open for all, while STS may be back already.
    private (bool TriesAgain, TimeSpan? Delay) AfterOpenCircuit(TimeSpan wait)
    {
        TimeSpan shortest = wait < _shortestWait ? wait : _shortestWait ?? wait;
        if (_hasMovedOn)
        {
            _shortestWait = shortest;
            return (true, TimeSpan.Zero);
        }

        _shortestWait = null;
        bool fits = Time.Left == TimeSpan.MaxValue || shortest <= Time.Left - AttemptTimeout;
        return !singleAttempt && fits ? (true, shortest) : (false, null);
    }

    // The session tree renews a rejected caller. A disabled region leaves the call to the regions that are not.
    private bool MayPass(HopFailure failure) => failure.Kind switch
    {
        RoleChainFailure.CallerRejected => false,
        RoleChainFailure.RegionDisabled => _transient is not null,
        _ => failure.IsTransient,
    };

    /// <summary>Goes to the next region.</summary>
    /// <returns>Whether that is one which was not asked since the first one.</returns>
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
        {
            return true;
        }

        _current = 0;
        return false;
    }
}
