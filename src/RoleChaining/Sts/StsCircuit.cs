using Polly;
using Polly.CircuitBreaker;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>
/// Lets one call at a time ask an STS that keeps failing, for all calls of its account. Polly's circuit breaker counts and decides; it is
/// made with the first failure, because an STS that is well needs none.
/// </summary>
internal sealed class StsCircuit(string region, MonotonicClock clock)
{
    /// <summary>The wait of calls that come while the one probe is under way.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);

    private ResiliencePipeline? _breaker;
    private volatile bool _hasBreaker;
    private HopFailure? _lastFailure;
    private long _openUntil;

    /// <summary>
    /// Whether <see cref="SendAsync"/> is to send, and counts what comes of it. Not a look at the breaker, which would load Polly.
    /// </summary>
    public bool HasBreaker => _hasBreaker;

    /// <summary>Refuses while the circuit is open, before the call waits for its turn or asks a person for an MFA code.</summary>
    public void ThrowIfOpen(StsOperation operation)
    {
        var left = TimeSpan.FromTicks(Volatile.Read(ref _openUntil) - clock.GetUtcNow().UtcTicks);
        if (left > TimeSpan.Zero)
        {
            throw Refuse(operation, left);
        }
    }

    /// <summary>Sends through the breaker, which refuses while the circuit is open.</summary>
    public async ValueTask<RoleSession> SendAsync(
        StsSender sender, StsAttempts attempts, StsEndpoint endpoint, string? mfaCode, bool async, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker!.RunAsync(
                attempts, (async, token) => sender.SendAsync(attempts, endpoint, mfaCode, async, token), async, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            throw Refuse(attempts.Operation, e.RetryAfter ?? ShortestWait);
        }
    }

    /// <summary>Counts a failure of a call that was sent without the breaker. The first failure makes the breaker.</summary>
    public void Count(HopFailedException failure, StsAttempts attempts)
    {
        if (Volatile.Read(ref _breaker) is not { } breaker)
        {
            breaker = CreateBreaker();
            breaker = Interlocked.CompareExchange(ref _breaker, breaker, null) ?? breaker;
            _hasBreaker = true;
        }

        try
        {
            ValueTask<RoleSession> counted = breaker.RunAsync(attempts, (_, _) => throw failure, async: false, CancellationToken.None);
            counted.Completed();
        }
        catch (Exception e) when (e is HopFailedException or BrokenCircuitException)
        {
            // Counted; the caller throws the failure itself.
        }
    }

    private ResiliencePipeline CreateBreaker()
    {
        CircuitBreakerStateProvider state = new();
        return new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                StateProvider = state,
                SamplingDuration = TimeSpan.FromSeconds(10),
                MinimumThroughput = 5,
                FailureRatio = 0.9,
                BreakDuration = TimeSpan.FromMilliseconds(500), // how long others are held off by a probe; the break itself is:
                BreakDurationGenerator = args => ValueTask.FromResult(Break(args)),
                ShouldHandle = args => ValueTask.FromResult(Counts(args, state)),
            })
            .Build();
    }

    /// <summary>
    /// Only the health of STS counts. A call that its caller abandoned says nothing about it, but Polly would take an abandoned probe for
    /// a good one.
    /// </summary>
    private bool Counts(CircuitBreakerPredicateArguments<object> args, CircuitBreakerStateProvider state)
    {
        HopFailure? failure = args.Outcome.Exception switch
        {
            HopFailedException { Failure: { CountsAgainstCircuit: true } counted } => counted,
            OperationCanceledException when state.CircuitState == CircuitState.HalfOpen =>
                StsRetry.GetAttempts(args.Context).Operation.TimedOut($"STS in {region} did not answer in time: given up").Failure,
            _ => null,
        };
        if (failure is not null)
        {
            Volatile.Write(ref _lastFailure, failure);
        }

        return failure is not null;
    }

    /// <summary>1 s, doubling with every probe that failed, to 4 s: STS's return is seen within that time.</summary>
    private TimeSpan Break(BreakDurationGeneratorArguments args)
    {
        TimeSpan duration = TimeSpan.FromSeconds(1 << Math.Min(args.HalfOpenAttempts, 2));
        Volatile.Write(ref _openUntil, (clock.GetUtcNow() + duration).UtcTicks);
        if (args.HalfOpenAttempts == 0)
        {
            Log.CircuitOpened(StsRetry.GetAttempts(args.Context).Logger, region, duration, _lastFailure?.Message ?? "");
        }

        return duration;
    }

    private HopFailedException Refuse(StsOperation operation, TimeSpan retryAfter)
    {
        HopFailure? last = Volatile.Read(ref _lastFailure);
        return new HopFailedException(new HopFailure
        {
            HopNumber = operation.HopNumber,
            Hop = operation.Hop,
            WebIdentityRole = operation.WebIdentityRole,
            Kind = last?.Kind ?? RoleChainFailure.StsUnavailable,
            IsTransient = true,
            Message =
                $"STS in {region} keeps failing, so the chain does not call it for a moment. Last failure: {last?.Message ?? "unknown"}",
            ErrorCode = last?.ErrorCode,
            RequestId = last?.RequestId,
            CallerAccessKeyId = operation.CallerAccessKeyId,
            RetryAfter = retryAfter > ShortestWait ? retryAfter : ShortestWait,
            Cause = last?.Cause,
        });
    }
}
