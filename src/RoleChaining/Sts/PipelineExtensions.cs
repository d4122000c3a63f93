using Polly;

namespace RoleChaining.Sts;

/// <summary>Runs one of Polly's pipelines for a call to STS, on the caller's thread or not.</summary>
internal static class PipelineExtensions
{
    public static async ValueTask<StsSession> RunAsync(
        this ResiliencePipeline pipeline, StsCall call, Func<bool, CancellationToken, ValueTask<StsSession>> send, bool async, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(StsCall.Key, call);
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
}
