using Polly;
using Polly.Retry;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>The Polly pipeline of a hop, and how any pipeline is run for a call: on the caller's thread or not.</summary>
internal static class StsPipeline
{
    private static readonly ResiliencePropertyKey<StsCall> CallKey = new("RoleChaining.StsCall");

    /// <summary>The retry. The hop's whole time is a <see cref="CallTime"/>'s; an attempt's lies within the limiter and the circuit: see <see cref="StsLane"/>.</summary>
    public static ResiliencePipeline Create(RoleChainRetryOptions retry, TimeProvider clock, Func<double>? random) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(Randomized(random, new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue, // the call counts, since the number of regions counts too
            ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is StsException e && Call(args.Context).MayTryAgain(e)),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = retry.BaseDelay,
            MaxDelay = retry.MaxDelay,
            DelayGenerator = static args => ValueTask.FromResult<TimeSpan?>(Call(args.Context).MovedOn ? TimeSpan.Zero : null),
            OnRetry = static args =>
            {
                StsCall call = Call(args.Context);
                Log.HopTriedAgain(
                    call.Logger, call.Operation.HopNumber, call.Operation.RoleArn, call.Attempts, call.Region, args.RetryDelay,
                    args.Outcome.Exception?.Message ?? "");
                return default;
            },
        }))
        .Build();

    /// <summary>Sends in the pipeline, synchronously all through or not.</summary>
    public static async ValueTask<StsSession> RunAsync(
        this ResiliencePipeline pipeline,
        StsCall call,
        Func<bool, CancellationToken, ValueTask<StsSession>> send,
        bool async,
        CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, call);
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

    private static RetryStrategyOptions Randomized(Func<double>? random, RetryStrategyOptions options)
    {
        options.Randomizer = random ?? options.Randomizer;
        return options;
    }

    /// <summary>The call that one of Polly's strategies is serving.</summary>
    public static StsCall Call(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);
}
