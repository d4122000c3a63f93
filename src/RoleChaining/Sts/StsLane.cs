using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>
/// What the calls of one calling account in one region share: STS's quota is theirs together
/// (<see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">600 requests a second</see>), and so is its
/// being out of order. The limiter bounds how many are under way and the pace how many a second; the circuit lets one ask a failing STS
/// for all.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The limiter holds nothing but memory, and a lane is let go while calls may be queued in it.")]
internal sealed class StsLane
{
    private const int MaxConcurrency = 50;

    private static readonly string Turn =
        $"its turn (an account's calls to STS go {MaxConcurrency} at a time and {StsPace.CallsPerSecond} a second, to stay below its quota)";

    /// <summary>For those that come while the one probe is under way.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);

    private readonly string _region;
    private readonly MonotonicClock _clock;
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = MaxConcurrency,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly StsPace? _pace;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _pipeline;
    private StsException? _lastSickness;
    private long _openUntil;
    private long _lastUse;

    /// <param name="isRealTime">STS counts real seconds, so the calls of a chain on any other clock are not spread.</param>
    public StsLane(string region, MonotonicClock clock, bool isRealTime)
    {
        _pace = isRealTime ? new StsPace(TimeProvider.System) : null;
        _region = region;
        _clock = clock;
        _lastUse = clock.GetUtcNow().UtcTicks;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                StateProvider = _circuit,
                SamplingDuration = TimeSpan.FromSeconds(10),
                MinimumThroughput = 5,
                FailureRatio = 0.9,
                BreakDuration = TimeSpan.FromMilliseconds(500), // how long others are held off by a probe; the break itself is:
                BreakDurationGenerator = args => ValueTask.FromResult(Break(args)),
                ShouldHandle = args => ValueTask.FromResult(IsSickness(args)),
            })
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = args => ValueTask.FromResult(StsPipeline.Call(args.Context).AttemptTimeout) })
            .Build();
    }

    /// <summary>When it was last used; an idle lane has nothing to remember.</summary>
    public DateTimeOffset LastUse => new(Volatile.Read(ref _lastUse), TimeSpan.Zero);

    /// <summary>Refuses while the circuit is open, without waiting for a permit or bothering anyone for an MFA code.</summary>
    public void ThrowIfOpen()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        Volatile.Write(ref _lastUse, now.UtcTicks);
        var left = TimeSpan.FromTicks(Volatile.Read(ref _openUntil) - now.UtcTicks);
        if (left > TimeSpan.Zero)
            throw Open(left);
    }

    /// <summary>Sends in its turn and while the circuit allows it; the attempt's time counts from there, and the hop's not while it waits.</summary>
    public async ValueTask<StsSession> SendAsync(
        StsCall call, Func<bool, CancellationToken, ValueTask<StsSession>> send, bool async, CancellationToken cancellationToken)
    {
        call.Time.StandStill(Turn);
        using RateLimitLease permit = await AcquireAsync(async, cancellationToken).ConfigureAwait(false);
        if (_pace is not null)
            await _pace.WaitAsync(async, cancellationToken).ConfigureAwait(false);
        call.Time.GoOn();
        try
        {
            return await _pipeline.RunAsync(call, send, async, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            throw Open(e.RetryAfter ?? ShortestWait);
        }
        catch (TimeoutRejectedException e)
        {
            throw StsErrors.TimedOut(_region, $"given up after {e.Timeout.TotalSeconds:0.###} s");
        }
    }

    private async ValueTask<RateLimitLease> AcquireAsync(bool async, CancellationToken cancellationToken)
    {
        RateLimitLease permit = _limiter.AttemptAcquire();
        return permit.IsAcquired
            ? permit
            : await _limiter.AcquireAsync(1, cancellationToken).AsTask().AwaitOrBlock(async).ConfigureAwait(false);
    }

    private StsException Open(TimeSpan retryAfter)
    {
        StsException? last = Volatile.Read(ref _lastSickness);
        string message = $"STS in {_region} keeps failing and is left alone for a moment. Last failure: {last?.Message ?? "unknown"}";
        return new StsException(last?.Failure ?? RoleChainFailure.StsUnavailable, isTransient: true, message, last?.InnerException)
        {
            ErrorCode = last?.ErrorCode,
            RequestId = last?.RequestId,
            RetryAfter = retryAfter > ShortestWait ? retryAfter : ShortestWait,
        };
    }

    /// <summary>
    /// Only what speaks of STS's own health counts: its failures, and that a time limit of ours cut the call off. A call that its caller
    /// gave up says nothing, but Polly would take a probe given up for a good one.
    /// </summary>
    private bool IsSickness(CircuitBreakerPredicateArguments<object> args)
    {
        StsException? sickness = args.Outcome.Exception switch
        {
            StsException { IsSickness: true } e => e,
            TimeoutRejectedException e => StsErrors.TimedOut(_region, $"given up after {e.Timeout.TotalSeconds:0.###} s"),
            OperationCanceledException when !StsPipeline.Call(args.Context).IsGivenUp || _circuit.CircuitState == CircuitState.HalfOpen =>
                StsErrors.TimedOut(_region, "given up"),
            _ => null,
        };
        if (sickness is not null)
            Volatile.Write(ref _lastSickness, sickness);
        return sickness is not null;
    }

    /// <summary>1 s, doubling with every probe that failed, to 4 s: STS's return is seen within that time.</summary>
    private TimeSpan Break(BreakDurationGeneratorArguments args)
    {
        TimeSpan duration = TimeSpan.FromSeconds(1 << Math.Min(args.HalfOpenAttempts, 2));
        Volatile.Write(ref _openUntil, (_clock.GetUtcNow() + duration).UtcTicks);
        if (args.HalfOpenAttempts == 0)
            Log.CircuitOpened(StsPipeline.Call(args.Context).Logger, _region, duration, _lastSickness?.Message ?? "");
        return duration;
    }
}
