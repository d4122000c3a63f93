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
            DelayGenerator = static args => ValueTask.FromResult(GetAttempts(args.Context).Delay),
            OnRetry = static args =>
            {
                LogNext(GetAttempts(args.Context), args.RetryDelay);
                return default;
            },
        };
        options.Randomizer = random ?? options.Randomizer;
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
