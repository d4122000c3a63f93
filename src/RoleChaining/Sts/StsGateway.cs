using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Polly;
using RoleChaining.Diagnostics;
using RoleChaining.Text;

namespace RoleChaining.Sts;

/// <summary>
/// Obtains sessions from STS, one call at a time: within the hop's time, in the first region that is well, past the calling account's
/// circuit and quota, tried again by Polly. Thread-safe. With <c>async: false</c> a call runs wholly on its caller's thread and its
/// <see cref="ValueTask{TResult}"/> is complete, because sync callers that wait for the thread pool can wait for each other.
/// </summary>
/// <remarks>
/// One call goes straight down: <see cref="IssueAsync"/> -> <see cref="AttemptAsync"/> (region, circuit, MFA code, permit) ->
/// <see cref="StsCircuit"/> (once STS has failed) -> <see cref="StsSender"/> (one send) -> <see cref="StsOperation"/> (request and answer)
/// -> <see cref="StsClient"/> (the AWS SDK). <see cref="StsAttempts"/> decides whether, where and when it is tried again.
/// </remarks>
internal sealed class StsGateway
{
    private readonly StsSettings _settings;
    private readonly StsSender _sender;
    private readonly ConcurrentDictionary<string, StsEndpoint> _endpoints = new(StringComparer.Ordinal);
    private ResiliencePipeline? _retry;
    private string? _defaultRegion;

    public StsGateway(StsSettings settings)
    {
        _settings = settings;
        _sender = new StsSender(settings.Clock, settings.Instruments);
    }

    /// <summary>
    /// What tells the sessions of one STS from those of another: the region, and what redirects the AWS SDK. What the caller's own
    /// delegate does to the client cannot be known here.
    /// </summary>
    public IEnumerable<string?> Place =>
    [
        _settings.Region,
        _settings.Client.Endpoint,
        _settings.Client.UseFipsEndpoint == true ? "fips" : null,
        _settings.Client.IsComplete ? null : Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_STS"),
        _settings.Client.IsComplete ? null : Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"),
    ];

    /// <summary>STS's clock less this machine's, as the last answer showed it; null before the first.</summary>
    public TimeSpan? ClockOffset => _sender.ClockOffset;

    /// <summary>STS has refused a call for its quota in the last seconds.</summary>
    public bool IsThrottled => _sender.IsThrottled;

    /// <summary>The time that one hop may take.</summary>
    public TimeSpan TotalTimeout => _settings.Retry.TotalTimeout;

    /// <summary>The further time of a hop that has never had a session.</summary>
    public TimeSpan PropagationTimeout => _settings.Retry.PropagationTimeout;

    /// <summary>The chain that this was made for; others may share it.</summary>
    public string ChainName => _settings.ChainName;

    /// <summary>Obtains a session.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="singleAttempt">Nobody waits for it: each region is asked once at most, and nothing is waited for.</param>
    /// <param name="async">Whether the thread may be left.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HopFailedException">It failed.</exception>
    public async ValueTask<RoleSession> IssueAsync(
        StsOperation operation, bool singleAttempt, bool async, CancellationToken cancellationToken)
    {
        CallersPipelines? callers = operation.Hop is null ? null : _settings.Pipelines;
        TimeSpan patience = operation.IsRenewal || singleAttempt ? TimeSpan.Zero : PropagationTimeout;
        using var time = new CallTime(callers is null ? TotalTimeout + patience : Timeout.InfiniteTimeSpan, _settings.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        StsAttempts? attempts = null;
        try
        {
            if (operation.Region is null && _settings.Region is null && _defaultRegion is null)
            {
                _defaultRegion = FindConfiguredRegion(operation)
                    ?? ChooseRegion(await InstanceRegion.OfMachine.FindAsync(async, end.Token).ConfigureAwait(false), operation);
            }

            attempts = CreateAttempts(operation, callers, singleAttempt, patience, time, cancellationToken);
            if (callers is not null)
            {
                return await SendInPipelineAsync(callers, attempts, async, end.Token).ConfigureAwait(false);
            }

            // The first attempt as it is; after a failure that may pass, Polly takes over.
            HopFailedException first;
            try
            {
                return await AttemptAsync(attempts, async, end.Token).ConfigureAwait(false);
            }
            catch (HopFailedException e) when (attempts.TriesAgainAfter(e.Failure))
            {
                first = e;
            }

            return await RetryAsync(first, attempts, async, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw Canceled(operation, time, cancellationToken);
        }
        catch (Exception e)
        {
            throw new HopFailedException(Explain(e, operation, attempts, time));
        }
    }

    private static Exception Canceled(StsOperation operation, CallTime time, CancellationToken cancellationToken) =>
        time.WaitingFor is { } something
            ? operation.TimedOut($"The refresh's time ran out while the hop waited for {something}.")
            : new OperationCanceledException(cancellationToken);

    /// <summary>The failure of the call as a whole. A denial is logged.</summary>
    private HopFailure Explain(Exception exception, StsOperation operation, StsAttempts? attempts, CallTime time)
    {
        HopFailure failure = exception is HopFailedException { Failure: { } known }
            ? known
            : StsErrors.Explain(exception, operation, attempts, time);
        failure = attempts?.GetVerdict(failure) ?? failure;
        if (failure.Kind == RoleChainFailure.AccessDenied)
        {
            Log.HopDenied(
                _settings.Logger, operation.HopNumber, operation.LoggedChain, operation.RoleArn, operation.SessionName,
                attempts!.Region, operation.CallerAccessKeyId, failure.RequestId, failure.Message);
        }

        return failure;
    }

    private ValueTask<RoleSession> SendInPipelineAsync(
        CallersPipelines callers, StsAttempts attempts, bool async, CancellationToken cancellationToken) =>
        callers.RunAsync(
            attempts.Operation.Hop!, attempts, (async, token) => RetryAsync(null, attempts, async, token), async, cancellationToken);

    /// <summary>Polly's retry.</summary>
    /// <param name="failed">The failure that there was, which counts as its first attempt; null where none was made.</param>
    private ValueTask<RoleSession> RetryAsync(
        HopFailedException? failed, StsAttempts attempts, bool async, CancellationToken cancellationToken)
    {
        HopFailedException? first = failed;
        _retry ??= StsRetry.Create(_settings.Retry, _settings.Clock, _settings.Random);
        return _retry.RunAsync(
            attempts,
            (async, token) => Interlocked.Exchange(ref first, null) is { } failed
                ? ValueTask.FromException<RoleSession>(failed)
                : AttemptAsync(attempts, async, token),
            async,
            cancellationToken);
    }

    private async ValueTask<RoleSession> AttemptAsync(StsAttempts attempts, bool async, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        StsOperation operation = attempts.Operation;
        StsEndpoint endpoint = GetEndpoint(attempts.Region);
        StsAccount account = endpoint.GetAccount(operation.AccountKey);
        account.Circuit.ThrowIfOpen(operation);

        string? mfaCode = null;
        if (operation.NeedsMfaCode)
        {
            attempts.Time.Pause(waitingFor: "its MFA code");
            mfaCode = await MfaCode.AskAsync(operation, async, cancellationToken).ConfigureAwait(false);
            attempts.Time.Resume();
        }

        attempts.Time.Pause(waitingFor: StsAccount.Turn);
        await account.EnterAsync(async, cancellationToken).ConfigureAwait(false);
        bool isCounted = account.Circuit.HasBreaker;
        try
        {
            attempts.Time.Resume();
            return isCounted
                ? await account.Circuit.SendAsync(_sender, attempts, endpoint, mfaCode, async, cancellationToken).ConfigureAwait(false)
                : await _sender.SendAsync(attempts, endpoint, mfaCode, async, cancellationToken).ConfigureAwait(false);
        }
        catch (HopFailedException e) when (!isCounted && e.Failure.CountsAgainstCircuit)
        {
            account.Circuit.Count(e, attempts);
            throw;
        }
        finally
        {
            account.Leave();
        }
    }

    private StsAttempts CreateAttempts(
        StsOperation operation,
        CallersPipelines? callers,
        bool singleAttempt,
        TimeSpan patience,
        CallTime time,
        CancellationToken cancellationToken)
    {
        RoleChainRetryOptions retry = _settings.Retry;
        string[] regions = FindRegions(operation);
        TimeSpan attemptTimeout = callers is not null ? Timeout.InfiniteTimeSpan
            : singleAttempt ? Longer(retry.AttemptTimeout, retry.TotalTimeout / regions.Length) // nobody waits
            : retry.AttemptTimeout;
        int maxAttempts = callers is null ? retry.MaxAttempts : 0;
        return new StsAttempts(
            operation, singleAttempt, maxAttempts, patience, regions, attemptTimeout, time, _settings.Logger, cancellationToken);
    }

    /// <summary>The hop's own region, the chain's, and those that take over.</summary>
    private string[] FindRegions(StsOperation operation)
    {
        string? ofChain = _settings.Region ?? (operation.Region is null ? _defaultRegion : null);
        return [.. new[] { operation.Region, ofChain }.Concat(_settings.FailoverRegions).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The address that a hop's first call goes to, found without a call; null where only the instance's metadata may tell the region.
    /// </summary>
    public Uri? FindAddress(RoleHop hop)
    {
        string? region = hop.Region ?? _settings.Region
            ?? (_settings.Client.IsComplete ? null : FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName);
        if (region is null)
        {
            return _settings.Client.Endpoint is { } endpoint ? new Uri(endpoint) : null; // an address is the same in any region
        }

        return new Uri(GetEndpoint(region).Client.DetermineServiceOperationEndpoint(new AssumeRoleRequest()).URL);
    }

    /// <summary>
    /// From the application, the environment and files. Where the settings are complete, the files are another profile's.
    /// </summary>
    private string? FindConfiguredRegion(StsOperation operation)
    {
        try
        {
            string? region = _settings.FindDefaultRegion?.Invoke()
                ?? (_settings.Client.IsComplete ? null : FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName);
            return region is null ? null : CheckPartition(region, operation);
        }
        catch (AmazonClientException e)
        {
            throw operation.Fail(RoleChainFailure.Unknown, isTransient: false, $"The AWS SDK found no region: {ForeignText.Describe(e)}");
        }
    }

    private static string CheckPartition(string region, StsOperation operation)
    {
        string? partition = operation.Partition;
        return partition is null || PartitionRegions.FindOther(region, partition) is not { } other ? region : throw operation.Fail(
            RoleChainFailure.InvalidRequest,
            isTransient: false,
            $"{PlaceOfSdkRegion(region)} is {region}, a region of partition {other}, but the role is in {partition}.");
    }

    /// <summary>The instance's region, or where there is none the partition's default.</summary>
    private string ChooseRegion(string? ofInstance, StsOperation operation)
    {
        if (ofInstance is not null)
        {
            return CheckPartition(ofInstance, operation);
        }

        string partition = operation.Partition ?? "aws";
        string guess = PartitionRegions.Default(partition) ?? throw operation.Fail(
            RoleChainFailure.InvalidRequest, isTransient: false, $"No region is set, and {partition} has no default.");
        Log.RegionGuessed(_settings.Logger, ChainText.NameOf(_settings.ChainName), guess, partition);
        return guess;
    }

    private static string PlaceOfSdkRegion(string region) =>
        Environment.GetEnvironmentVariable("AWS_REGION") == region ? "AWS_REGION" : "The region that the AWS SDK finds";

    private StsEndpoint GetEndpoint(string region) => _endpoints.GetOrAdd(region, static (region, settings) => StsEndpoints.Get(
        new StsEndpointKey(region, settings.Client, settings.Configure, settings.Clock)), _settings);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
