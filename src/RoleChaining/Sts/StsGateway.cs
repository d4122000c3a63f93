using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Polly;
using Polly.Timeout;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>
/// Assumes roles, one call at a time: through Polly (retry, attempt timeout), within the hop's time, in the first region that is well, past the
/// calling account's circuit and limiter. Thread-safe. With <c>async: false</c> a call runs wholly on its caller's thread and its
/// <see cref="ValueTask{TResult}"/> is complete, since sync callers that wait for the thread pool can wait for each other.
/// </summary>
/// <remarks>
/// One call, outside in: <see cref="StsGateway"/> (what a caller asks and gets), <see cref="StsPipeline"/> (when it is tried again),
/// <see cref="StsSender"/> (one send), <see cref="StsLane"/> (permit, circuit, the attempt's time), <see cref="StsClient"/> (the AWS SDK).
/// </remarks>
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
        _sender = new StsSender(settings.Clock, settings.Instruments);
        _pipeline = StsPipeline.Create(settings.Retry, settings.Clock, settings.Random);
        _region = new Lazy<string>(FindRegion, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>
    /// Where the sessions come from, for who must not take those of one STS for another's: the region, and what redirects the AWS SDK.
    /// What the caller's own delegate does to the client cannot be known here.
    /// </summary>
    public IEnumerable<string?> Place =>
    [
        _settings.Region,
        _settings.Endpoint,
        _settings.UseFipsEndpoint ? "fips" : null,
        Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_STS"),
        Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"),
    ];

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
    public ValueTask<StsSession> AssumeRoleWithWebIdentityAsync(
        WebIdentityCall call, bool singleAttempt, bool async, CancellationToken cancellationToken) =>
        RunAsync(new WebIdentityOperation(call), callers: null, singleAttempt, async, cancellationToken);

    private async ValueTask<StsSession> RunAsync(
        StsOperation operation, ResiliencePipeline? callers, bool singleAttempt, bool async, CancellationToken cancellationToken)
    {
        RoleChainRetryOptions retry = _settings.Retry;
        string[] regions = Regions(operation);
        TimeSpan attemptTimeout = callers is not null ? Timeout.InfiniteTimeSpan
            : singleAttempt ? Longer(retry.AttemptTimeout, retry.TotalTimeout / regions.Length) // nobody waits: a slow STS will do
            : retry.AttemptTimeout;
        using var time = new CallTime(callers is null ? retry.TotalTimeout : Timeout.InfiniteTimeSpan, _settings.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        var call = new StsCall(operation, singleAttempt, retry.MaxAttempts, regions, attemptTimeout, time, _settings.Logger, cancellationToken);
        try
        {
            ResiliencePipeline pipeline = callers ?? _pipeline;
            return await pipeline.RunAsync(call, (async, token) => AttemptAsync(call, async, token), async, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (time.WaitingFor is { } something)
                throw StsErrors.Waited(something);
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            StsException failure = call.Verdict(e as StsException ?? Explain(call, e));
            if (failure.Failure == RoleChainFailure.AccessDenied)
            {
                Log.HopDenied(
                    _settings.Logger, operation.HopNumber, operation.RoleArn, operation.SessionName, call.Region, operation.SourceAccessKeyId,
                    failure.RequestId, failure.Message);
            }

            throw failure;
        }
    }

    /// <summary>
    /// What Polly tries again: one answer of STS, after waiting for an open circuit where someone waits anyway and would still have time
    /// for an attempt. A probe that is cut off short would keep the circuit open for all, when STS may long be back.
    /// </summary>
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

                if (call.TakeWait(e) is not { } circuit || circuit > call.Time.Left - call.AttemptTimeout)
                    throw;
                wait = circuit;
            }

            await Task.Delay(wait, _settings.Clock, cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
        }
    }

    /// <summary>The hop's own region, the chain's, and those that take over.</summary>
    private string[] Regions(StsOperation operation)
    {
        string? chains = operation.Region is null ? _region.Value : _settings.Region;
        return [.. new[] { operation.Region, chains }.Concat(_settings.FailoverRegions).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Where the chain names no region, that of the AWS SDK, which may look at files and at the instance's metadata.</summary>
    private string FindRegion()
    {
        try
        {
            return _settings.Region ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? "us-east-1";
        }
        catch (AmazonClientException e)
        {
            throw StsErrors.Unknown($"The AWS SDK found no region: {StsErrors.Describe(e)}");
        }
    }

    private StsEndpoint Endpoint(string region) => _endpoints.GetOrAdd(region, static (region, settings) => StsEndpoints.Get(
        new StsEndpointKey(region, settings.Endpoint, settings.UseFipsEndpoint, settings.Configure, settings.Clock)), _settings);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>What the pipeline itself threw, ours or a caller's own, as one of ours.</summary>
    private static StsException Explain(StsCall call, Exception e)
    {
        StsException? last = call.LastFailure;
        (RoleChainFailure kind, bool isTransient, string message) = e switch
        {
            TimeoutRejectedException limit => (RoleChainFailure.TimedOut, true, $"STS gave no session within {limit.Timeout.TotalSeconds:0.###} s."),
            OperationCanceledException when call.Time.Token.IsCancellationRequested =>
                (RoleChainFailure.TimedOut, true, $"STS gave no session within {call.Time.Total.TotalSeconds:0.###} s."),
            OperationCanceledException => (RoleChainFailure.TimedOut, true, "The call to STS was cut off."),
            ExecutionRejectedException => (RoleChainFailure.StsUnavailable, true, $"The resilience pipeline refused the call: {StsErrors.Describe(e)}."),
            _ => (RoleChainFailure.Unknown, false, $"The call to STS failed: {StsErrors.Describe(e)}."),
        };
        return new StsException(kind, isTransient, last is null ? message : $"{message} Last failure: {last.Message}", last?.InnerException)
        {
            ErrorCode = last?.ErrorCode,
            RequestId = last?.RequestId,
        };
    }
}
