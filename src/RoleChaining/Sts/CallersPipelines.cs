using System.Runtime.CompilerServices;
using Polly;

namespace RoleChaining.Sts;

/// <summary>
/// The application's own pipelines, one for each hop, in place of total timeout, retry and attempt timeout. A type of its own, so that
/// a chain without them loads no Polly before STS has failed.
/// </summary>
internal sealed class CallersPipelines(Func<RoleHop, ResiliencePipeline> create)
{
    private readonly ConditionalWeakTable<RoleHop, ResiliencePipeline> _pipelines = [];

    public Func<RoleHop, ResiliencePipeline> Create => create;

    /// <summary>Sends in the hop's pipeline, which may send any number of times.</summary>
    public ValueTask<RoleSession> RunAsync(
        RoleHop hop,
        StsAttempts attempts,
        Func<bool, CancellationToken, ValueTask<RoleSession>> send,
        bool async,
        CancellationToken cancellationToken) =>
        _pipelines.GetValue(hop, Make).RunAsync(attempts, send, async, cancellationToken);

    private ResiliencePipeline Make(RoleHop hop) =>
        create(hop) ?? throw new InvalidOperationException("The function of WithResiliencePipeline returned null in place of a pipeline");
}
