using System.Diagnostics;
using Amazon.Runtime;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>Sends a call once: MFA code, lane, AWS SDK, and what came of it as a session or an <see cref="StsException"/>.</summary>
internal sealed class StsSender(TimeProvider clock, Instruments instruments)
{
    public async ValueTask<StsSession> SendAsync(StsCall call, StsEndpoint endpoint, bool async, CancellationToken cancellationToken)
    {
        StsLane lane = endpoint.Lane(call.Operation.LimitKey);
        lane.ThrowIfOpen();

        call.Time.StandStill(waitingFor: "its MFA code");
        string? mfaCode = await call.Operation.PrepareAsync(async, cancellationToken).ConfigureAwait(false);
        call.Time.GoOn();
        return await lane.SendAsync(
            call, (async, token) => ExchangeAsync(call, endpoint, mfaCode, async, token), async, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StsSession> ExchangeAsync(
        StsCall call, StsEndpoint endpoint, string? mfaCode, bool async, CancellationToken cancellationToken)
    {
        StsOperation operation = call.Operation;
        StsExchange exchange = operation.CreateExchange();
        using Activity? span = StartSpan(call, endpoint.Region);
        long started = clock.GetTimestamp();
        try
        {
            DateTimeOffset sentAt = clock.GetUtcNow();
            StsReply reply = await operation.SendAsync(endpoint.Client, mfaCode, exchange, async, cancellationToken).ConfigureAwait(false);
            StsSession session = StsSessionReader.Read(reply, operation, endpoint.Region, sentAt);
            span?.SetTag("aws.request_id", session.RequestId).SetTag("role_chaining.access_key_id", session.Credentials.AccessKey);
            Log.HopAssumed(
                call.Logger, operation.HopNumber, operation.RoleArn, operation.SessionName, endpoint.Region, session.SourceIdentity,
                operation.SourceAccessKeyId, session.Credentials.AccessKey, session.ExpiresAt, session.RequestId);
            Measure("success");
            return session;
        }
        catch (Exception e)
        {
            StsException? failure = e as StsException;
            if (failure is null && (!cancellationToken.IsCancellationRequested || e is AmazonServiceException { ErrorCode: not null }))
                failure = StsErrors.From(e, operation, endpoint.Region, exchange);
            string outcome = failure?.ErrorCode ?? failure?.Failure.ToString() ?? "Canceled";
            span?.SetTag("aws.request_id", failure?.RequestId).SetTag("error.type", outcome).SetStatus(ActivityStatusCode.Error, failure?.Message);
            Measure(outcome);
            throw failure ?? (Exception)new OperationCanceledException(cancellationToken);
        }

        void Measure(string outcome)
        {
            if (instruments.AssumeRoleDuration.Enabled)
            {
                double seconds = clock.GetElapsedTime(started).TotalSeconds;
                instruments.AssumeRoleDuration.Record(seconds, new("outcome", outcome), new("region", endpoint.Region));
            }
        }
    }

    private static Activity? StartSpan(StsCall call, string region) =>
        Telemetry.Activities.StartActivity("AssumeRole", ActivityKind.Client)?
            .SetTag("role_chaining.role_arn", call.Operation.RoleArn)
            .SetTag("role_chaining.session_name", call.Operation.SessionName)
            .SetTag("role_chaining.attempt", call.Attempts)
            .SetTag("cloud.region", region);
}
