using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>
/// Assumes roles, one call at a time: through Polly (total timeout, retry, attempt timeout), in the first region that is well, past the
/// calling account's circuit and limiter. Thread-safe. With <c>async: false</c> a call runs wholly on its caller's thread and its
/// <see cref="ValueTask{TResult}"/> is complete, since sync callers that wait for the thread pool can wait for each other.
/// </summary>
internal sealed class StsGateway
{
    private readonly StsSettings _settings;
    private readonly StsSender _sender;
    private readonly ResiliencePipeline _pipeline;
    private readonly ConditionalWeakTable<RoleHop, ResiliencePipeline> _callersPipelines = [];
    private readonly ConcurrentDictionary<string, StsEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly Lazy<string> _region;

    public StsGateway(StsSettings settings)
    {
        _settings = settings;
        _sender = new StsSender(settings.Clock);
        _pipeline = CreatePipeline(settings.Retry, settings.Clock);
        _region = new Lazy<string>(() => settings.Region ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? "us-east-1");
    }

    /// <summary>The time that one hop may take.</summary>
    public TimeSpan TotalTimeout => _settings.Retry.TotalTimeout;

    /// <summary>Assumes the role of a hop.</summary>
    /// <param name="hop">The hop.</param>
    /// <param name="caller">Who signs.</param>
    /// <param name="singleAttempt">Whether nobody waits: each region is then asked once at most, and nothing is waited for.</param>
    /// <param name="async">Whether the thread may be left.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StsException">It failed.</exception>
    public ValueTask<StsSession> AssumeRoleAsync(RoleHop hop, StsCaller caller, bool singleAttempt, bool async, CancellationToken cancellationToken)
    {
        ResiliencePipeline? callers = _settings.Pipeline is { } create ? _callersPipelines.GetValue(hop, new(create)) : null;
        return RunAsync(new AssumeRoleOperation(hop, caller), callers, singleAttempt, async, cancellationToken);
    }

    /// <summary>Assumes a role with a web identity token.</summary>
    /// <inheritdoc cref="AssumeRoleAsync"/>
    public ValueTask<StsSession> AssumeRoleWithWebIdentityAsync(WebIdentityCall call, bool singleAttempt, bool async, CancellationToken cancellationToken) =>
        RunAsync(new WebIdentityOperation(call), callers: null, singleAttempt, async, cancellationToken);

    private async ValueTask<StsSession> RunAsync(StsOperation operation, ResiliencePipeline? callers, bool singleAttempt, bool async, CancellationToken cancellationToken)
    {
        RoleChainRetryOptions retry = _settings.Retry;
        var call = new StsCall(
            operation, singleAttempt, retry.MaxAttempts, Regions(operation), callers is null ? retry.AttemptTimeout : Timeout.InfiniteTimeSpan, _settings.Logger);
        try
        {
            return await (callers ?? _pipeline).RunAsync(call, (async, token) => AttemptAsync(call, async, token), async, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            StsException failure = call.Verdict(e as StsException ?? OutOfTime(call, e));
            if (failure.Failure == RoleChainFailure.AccessDenied)
                Log.HopDenied(_settings.Logger, operation.HopNumber, operation.RoleArn, operation.SessionName, call.Region, operation.SourceAccessKeyId, failure.RequestId, failure.Message);
            throw failure;
        }
    }

    /// <summary>What Polly tries again: one answer of STS, after waiting for an open circuit where someone waits anyway.</summary>
    private async ValueTask<StsSession> AttemptAsync(StsCall call, bool async, CancellationToken cancellationToken)
    {
        call.BeginAttempt();
        while (true)
        {
            StsEndpoint endpoint = Endpoint(call.Region);
            TimeSpan wait;
            try
            {
                return await _sender.SendAsync(call, endpoint, async, cancellationToken).ConfigureAwait(false);
            }
            catch (StsException e)
            {
                call.Fail(e);
                if (call.GoesOnAtOnce(e))
                {
                    if (e.IsClockSkew)
                        Log.ClockCorrected(_settings.Logger, call.Operation.HopNumber, call.Operation.RoleArn, endpoint.Region);
                    continue;
                }

                if (call.TakeWait(e) is not { } circuit)
                    throw;
                wait = circuit;
            }

            await Task.Delay(wait, _settings.Clock, cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
        }
    }

    private string[] Regions(StsOperation operation)
    {
        string?[] inOrder = [operation.Region, operation.Region is null ? _region.Value : _settings.Region, .. _settings.FailoverRegions];
        return [.. inOrder.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private StsEndpoint Endpoint(string region) => _endpoints.GetOrAdd(region, static (region, settings) => StsEndpoint.Get(
        new StsEndpointKey(region, settings.Endpoint, settings.UseFipsEndpoint, settings.Configure, settings.Clock)), _settings);

    private StsException OutOfTime(StsCall call, Exception e)
    {
        string last = call.LastFailure is { } failure ? $" It last failed so: {failure.Message}" : "";
        (RoleChainFailure kind, bool isTransient, string message) = e switch
        {
            TimeoutRejectedException or OperationCanceledException => (RoleChainFailure.TimedOut, true, $"STS in {call.Region} did not answer in time: given up after {_settings.Retry.TotalTimeout.TotalSeconds:0.###} s."),
            ExecutionRejectedException => (RoleChainFailure.StsUnavailable, true, $"The resilience pipeline refused the call: {StsErrors.Describe(e)}"),
            _ => (RoleChainFailure.Unknown, false, $"The resilience pipeline failed: {StsErrors.Describe(e)}"),
        };
        return new StsException(kind, isTransient, message + last, call.LastFailure?.InnerException) { ErrorCode = call.LastFailure?.ErrorCode, RequestId = call.LastFailure?.RequestId };
    }

    /// <summary>Total timeout over retry; the attempt's own timeout lies within the limiter and the circuit: see <see cref="StsLane"/>.</summary>
    private static ResiliencePipeline CreatePipeline(RoleChainRetryOptions retry, TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddTimeout(retry.TotalTimeout)
        .AddRetry(new RetryStrategyOptions
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
                Log.HopTriedAgain(call.Logger, call.Operation.HopNumber, call.Operation.RoleArn, call.Attempts, call.Region, args.RetryDelay, args.Outcome.Exception?.Message ?? "");
                return default;
            },
        })
        .Build();

    private static StsCall Call(ResilienceContext context) => context.Properties.GetValue(StsCall.Key, null!);
}
