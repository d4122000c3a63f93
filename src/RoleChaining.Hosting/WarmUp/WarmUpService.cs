using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Text;

namespace RoleChaining.WarmUp;

/// <summary>
/// Warms all chains and pools up at the same time, before other services of the host start and a server listens. It does so in
/// <see cref="StartAsync"/>, since nothing records spans before OpenTelemetry's own service has started.
/// </summary>
internal sealed class WarmUpService(
    IServiceProvider services, IEnumerable<WarmUpTarget> targets, ILoggerFactory loggers, TimeProvider? clock = null)
    : IHostedService
{
    private static readonly ActivitySource Activities = new(RoleChainDiagnostics.ActivitySourceName);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ILogger _logger = loggers.CreateLogger("RoleChaining");

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(targets.Select(target => WarmUpAsync(target, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WarmUpAsync(WarmUpTarget target, CancellationToken cancellationToken)
    {
        using Activity? span = Activities.StartActivity("WarmUp")?
            .SetTag(Telemetry.Chain, ChainText.NameOf(target.ChainName))
            .SetTag("role_chaining.warm_up", target.Name);
        using CancellationTokenSource limit = target.Options.Timeout is { } timeout
            ? new CancellationTokenSource(timeout, _clock)
            : new CancellationTokenSource();
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        long started = _clock.GetTimestamp();
        try
        {
            await RunAsync(target, linked.Token).ConfigureAwait(false);
            Log.Warm(_logger, target.Name, _clock.GetElapsedTime(started).TotalSeconds);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Exception cause = limit.IsCancellationRequested
                ? new TimeoutException($"{target.Name} was not warm after {target.Options.Timeout!.Value.TotalSeconds:0.#} s.")
                : e;
            span?.SetTag("error.type", cause.GetType().FullName).SetStatus(ActivityStatusCode.Error, cause.Message);
            if (target.Options.OnFailure == RoleChainWarmUpFailure.Degrade)
            {
                Log.StartsCold(_logger, target.Name, cause);
                return;
            }

            Log.Failed(_logger, target.Name, cause);
            throw cause == e ? new InvalidOperationException($"{target.Name} could not be warmed up: {e.Message}", e) : cause;
        }
    }

    /// <summary>
    /// On another thread, and no longer than the token allows: the application's code may block before its first await or ignore its token.
    /// </summary>
    private Task RunAsync(WarmUpTarget target, CancellationToken cancellationToken) =>
        Task.Run(() => target.WarmUp.RunAsync(services, new LoggedProgress(_logger, target.Name), cancellationToken), CancellationToken.None)
            .WaitAsync(cancellationToken);
}
