using System.Diagnostics;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>
/// Sends a call once, within an attempt's time. The outcome is a session or a failure, with its span, its log message and its metric.
/// </summary>
internal sealed class StsSender(TimeProvider clock, Instruments instruments)
{
    private const string None = "none";
    private const long Never = long.MinValue;

    private static readonly TimeSpan ThrottledFor = TimeSpan.FromSeconds(5);

    private readonly StsClockOffset _clockOffset = StsClockOffset.Get(clock);

    // When STS last refused a call because there were too many.
    private long _throttledAt = Never;

    public TimeSpan? ClockOffset => _clockOffset.Value;

    /// <summary>STS has refused a call for its quota in the last seconds.</summary>
    public bool IsThrottled => Volatile.Read(ref _throttledAt) is not Never and var at && clock.GetElapsedTime(at) < ThrottledFor;

    public async ValueTask<RoleSession> SendAsync(
        StsAttempts attempts, StsEndpoint endpoint, string? mfaCode, bool async, CancellationToken cancellationToken)
    {
        StsOperation operation = attempts.Operation;
        attempts.CountOne();
        using var limit = new CancellationTokenSource(attempts.AttemptTimeout, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Activity? span = StartSpan(attempts, endpoint.Region);
        long started = clock.GetTimestamp();
        StsExchange exchange = operation.CreateExchange(endpoint.Region, clock.GetUtcNow());
        try
        {
            await operation.SendAsync(endpoint.Client, exchange, mfaCode, async, end.Token).ConfigureAwait(false);
            RoleSession session = operation.Read(exchange);
            _clockOffset.Set(session.ClockOffset);
            span?.SetTag("aws.request_id", session.RequestId).SetTag("role_chaining.access_key_id", session.Credentials.AccessKey)
                .SetTag("role_chaining.assumed_role_id", session.AssumedRoleId);
            LogSuccess(attempts, session, endpoint.Region);
            Measure(started, operation, endpoint.Region, "success");
            return session;
        }
        catch (Exception e)
        {
            bool isCut = end.IsCancellationRequested && e is not AmazonServiceException { ErrorCode: not null };
            HopFailedException? failed = e as HopFailedException
                ?? (!isCut ? StsErrors.Read(e, operation, exchange)
                    : attempts.IsAbandoned ? null
                    : operation.TimedOut($"STS in {endpoint.Region} did not answer in time: given up after {GiveUpTime(attempts)}"));
            if (failed?.Failure.Kind == RoleChainFailure.Throttled)
            {
                Volatile.Write(ref _throttledAt, clock.GetTimestamp());
            }

            string outcome = failed?.Failure.ErrorCode ?? failed?.Failure.Kind.ToString() ?? "Canceled";
            span?.SetTag("aws.request_id", failed?.Failure.RequestId).SetTag("error.type", outcome)
                .SetStatus(ActivityStatusCode.Error, failed?.Message);
            Measure(started, operation, endpoint.Region, outcome);
            throw failed ?? (Exception)new OperationCanceledException(cancellationToken);
        }
        finally
        {
            operation.Sent?.Invoke(exchange, clock.GetElapsedTime(started));
            Telemetry.EndSpan(span);
        }
    }

    private static void LogSuccess(StsAttempts attempts, RoleSession session, string region)
    {
        StsOperation operation = attempts.Operation;
        if (operation.IssuesSession)
        {
            Log.HopAssumed(
                attempts.Logger, operation.IsRenewal ? LogLevel.Debug : LogLevel.Information, operation.HopNumber,
                operation.LoggedChain, operation.RoleArn, operation.SessionName, session.AssumedRoleId ?? None, region,
                session.SourceIdentity is { Length: > 0 } identity ? identity : None, operation.CallerAccessKeyId ?? "web identity",
                session.Credentials.AccessKey, session.ExpiresAt, session.RequestId);
        }
    }

    private static string GiveUpTime(StsAttempts attempts) => attempts.AttemptTimeout == Timeout.InfiniteTimeSpan
        ? "the time of the caller's pipeline"
        : $"{attempts.AttemptTimeout.TotalSeconds:0.###} s";

    /// <summary>
    /// By OpenTelemetry's <see href="https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/">conventions for AWS</see>.
    /// </summary>
    private static Activity? StartSpan(StsAttempts attempts, string region)
    {
        StsOperation operation = attempts.Operation;
        Activity? span = Telemetry.StartSpan(operation.Name, ActivityKind.Client);
        span?.DisplayName = $"STS.{operation.Name}";
        return span?
            .SetTag("rpc.system", "aws-api")
            .SetTag("rpc.service", "STS")
            .SetTag("rpc.method", operation.Name)
            .SetTag("cloud.region", region)
            .SetTag(Telemetry.Chain, operation.ChainName)
            .SetTag(Telemetry.Tenant, operation.Hop?.Tenant)
            .SetTag("role_chaining.hop", operation.HopNumber)
            .SetTag("role_chaining.role_arn", operation.RoleArn)
            .SetTag("role_chaining.session_name", operation.SessionName)
            .SetTag("role_chaining.attempt", attempts.Count);
    }

    private void Measure(long started, StsOperation operation, string region, string outcome)
    {
        if (operation.IssuesSession && instruments.AssumeRoleDuration.Enabled)
        {
            double seconds = clock.GetElapsedTime(started).TotalSeconds;
            instruments.AssumeRoleDuration.Record(
                seconds, new("outcome", outcome), new("region", region), new(Telemetry.Chain, operation.ChainName));
        }
    }
}
