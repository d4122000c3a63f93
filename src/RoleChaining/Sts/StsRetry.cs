using Polly;
using Polly.Retry;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>
/// Polly's retry of a call to STS. <see cref="StsAttempts"/> says whether and when; Polly waits and computes the backoff. The first attempt
/// is made without it, save in a caller's own pipeline, because making one costs a program that starts more than all else here.
/// </summary>
internal static class StsRetry
{
    private static readonly ResiliencePropertyKey<StsAttempts> AttemptsKey = new("RoleChaining.StsAttempts");

    // STS counts its calls by the second: attempts that come in the same one fail in the same way.
    private const int ThrottledFactor = 10;

    public static ResiliencePipeline Create(RoleChainRetryOptions retry, TimeProvider clock, Func<double>? random)
    {
        RetryStrategyOptions options = new()
        {
            MaxRetryAttempts = int.MaxValue, // StsAttempts counts, because the number of regions counts too
            ShouldHandle = static args => ValueTask.FromResult(
                args.Outcome.Exception is HopFailedException e && GetAttempts(args.Context).TriesAgainAfter(e.Failure)),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = retry.BaseDelay,
            MaxDelay = retry.MaxDelay,
            OnRetry = static args =>
            {
                LogNext(GetAttempts(args.Context), args.RetryDelay);
                return default;
            },
        };
        options.Randomizer = random ?? options.Randomizer;
        options.DelayGenerator = args => ValueTask.FromResult(ChooseDelay(GetAttempts(args.Context), retry, options.Randomizer));
        return new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(options).Build();
    }

    /// <summary>Sends in a pipeline, on the caller's thread all through or not.</summary>
    public static async ValueTask<RoleSession> RunAsync(
        this ResiliencePipeline pipeline,
        StsAttempts attempts,
        Func<bool, CancellationToken, ValueTask<RoleSession>> send,
        bool async,
        CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(AttemptsKey, attempts);
        try
        {
            return async
                ? await pipeline.ExecuteAsync(static (c, send) => send(true, c.CancellationToken), context, send).ConfigureAwait(false)
                : pipeline.Execute(static (c, send) => send(false, c.CancellationToken).Completed(), context, send);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>The call that a strategy of Polly serves.</summary>
    public static StsAttempts GetAttempts(ResilienceContext context) => context.Properties.GetValue(AttemptsKey, null!);

    /// <summary>The delay before the next attempt; null leaves it to Polly's backoff.</summary>
    private static TimeSpan? ChooseDelay(StsAttempts attempts, RoleChainRetryOptions retry, Func<double> random)
    {
        if (attempts.Delay is not null || attempts.LastFailure?.Kind != RoleChainFailure.Throttled)
        {
            return attempts.Delay;
        }

        // Half of it and up to all of it, so that replicas that were refused together do not come back together.
        double longest = Math.Min(retry.BaseDelay.Ticks * ThrottledFactor * Math.Pow(2, attempts.Count - 1), retry.MaxDelay.Ticks);
        return TimeSpan.FromTicks((long)(longest * (0.5 + (random() / 2))));
    }

    private static void LogNext(StsAttempts attempts, TimeSpan delay)
    {
        HopFailure failure = attempts.LastFailure!;
        if (failure.IsClockSkew)
        {
            Log.ClockCorrected(
                attempts.Logger, failure.HopNumber, attempts.Operation.LoggedChain, attempts.Operation.RoleArn, attempts.Region);
        }
        else
        {
            Log.HopTriedAgain(
                attempts.Logger, failure.HopNumber, attempts.Operation.LoggedChain, attempts.Operation.RoleArn, attempts.Count,
                attempts.Region, delay, failure.Message);
        }
    }
}
