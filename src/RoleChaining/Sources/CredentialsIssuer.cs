using Amazon.Runtime;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Sources;

/// <summary>
/// Reads the credentials that a chain starts with. They are somebody else's code: they may block before their first await, hang for
/// minutes or throw anything, so they are read on another thread, for a limited time, and never twice at once.
/// </summary>
internal sealed class CredentialsIssuer(ICredentialsSource source, TimeSpan timeout, TimeProvider clock) : ISessionIssuer
{
    private AWSCredentials? _found;
    private Task<ImmutableCredentials>? _reading;

    public int HopNumber => 0;

    public RoleHop? Hop => null;

    public string? Identity => source.Identity;

    public TimeSpan Timeout => timeout;

    public async ValueTask<RoleSession> IssueAsync(bool background, bool async, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        try
        {
            // One that hung the last time is still being read.
            Task<ImmutableCredentials> reading = _reading is { IsCompleted: false } ? _reading : _reading = StartReading(async);
            if (!async)
            {
                reading.Wait(cancellationToken);
            }

            ImmutableCredentials credentials = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
            return credentials is null
                ? throw Failed("It gave no credentials.", isTransient: false, cause: null)
                : new RoleSession(credentials, now, Expiry(now));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw Failed($"It did not answer within {timeout.TotalSeconds:0.#} s.", isTransient: true, cause: null);
        }
        catch (Exception e) when (e is not HopFailedException)
        {
            Exception cause = e is AggregateException { InnerException: { } inner } ? inner : e;
            throw source.Advice(cause) is { } advice
                ? Failed(advice, isTransient: false, cause)
                : Failed($"{cause.GetType().Name}: {cause.Message}", (cause as RoleChainException)?.IsTransient ?? true, cause);
        }
    }

    public void Forget(RoleSession session)
    {
        (_found as RefreshingAWSCredentials)?.ClearCredentials();
        (_found as ChainedAWSCredentials)?.Invalidate(session.Credentials.AccessKey);
    }

    private Task<ImmutableCredentials> StartReading(bool async)
    {
        if (source.Known is BasicAWSCredentials or SessionAWSCredentials)
        {
            return Task.FromResult(source.Known.GetCredentials());
        }

        // A blocked caller must not need a thread of the pool that it is itself blocking.
        return async
            ? Task.Run(() => Find().GetCredentialsAsync())
            : Task.Factory.StartNew(
                () => Find().GetCredentials(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private AWSCredentials Find() => _found = source.Find();

    /// <summary>
    /// Null for one in the past: such a source extends its sessions in an outage, or this machine's clock is wrong. STS decides.
    /// </summary>
    private DateTimeOffset? Expiry(DateTimeOffset now) =>
        (source.Known ?? _found)?.Expiration is { } expiration && new DateTimeOffset(expiration.ToUniversalTime()) is var expiry && expiry > now
            ? expiry
            : null;

    private HopFailedException Failed(string detail, bool isTransient, Exception? cause) => new(
        new HopFailure
        {
            HopNumber = 0,
            Hop = null,
            Kind = RoleChainFailure.SourceUnavailable,
            IsTransient = isTransient,
            Message = $"{source.Description}: {detail}",
            Cause = SafeCause.FindIn(cause),
        });
}
