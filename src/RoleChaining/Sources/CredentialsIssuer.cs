using Amazon.Runtime;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sources;

/// <summary>
/// Reads the credentials that a chain starts with. They are somebody else's code: they may block before their first await, hang for
/// minutes or throw anything, so they are read on another thread, for a limited time, and never twice at once.
/// </summary>
internal sealed class CredentialsIssuer(ICredentialsSource source, TimeSpan timeout, TimeProvider clock) : ISessionIssuer
{
    /// <summary>How many reads that never ended are left behind at most. With so many, the last one is waited for.</summary>
    private const int MaxAbandoned = 3;

    private AWSCredentials? _found;
    private Task<ImmutableCredentials>? _reading;
    private bool _isGivenUp;
    private int _abandoned;

    public int HopNumber => 0;

    public RoleHop? Hop => null;

    public TimeSpan Timeout => source.Timeout ?? timeout;

    public async ValueTask<string?> FindIdentityAsync(bool async, CancellationToken cancellationToken)
    {
        try
        {
            return await ForeignCode.RunAsync(
                _ => ValueTask.FromResult(source.FindIdentity()), null, async, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // the credentials are read next, and tell what is wrong
        }
    }

    public async ValueTask<RoleSession> IssueAsync(
        bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        try
        {
            string? before = source.Known is null ? await FindIdentityAsync(async, cancellationToken).ConfigureAwait(false) : null;
            ImmutableCredentials credentials =
                await GetReading(async).WaitAsync(cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
            if (credentials is null)
            {
                throw Failed("It gave no credentials.", isTransient: false, cause: null);
            }

            // The files may have changed between: the identity is the credentials' where it was the same before and after.
            string? after = before is null ? null : await FindIdentityAsync(async, cancellationToken).ConfigureAwait(false);
            return new RoleSession(credentials, now, Expiry(now)) { Origin = after is not null && after == before ? after : credentials.AccessKey };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _isGivenUp = true;
            throw Failed($"It did not answer within {Timeout.TotalSeconds:0.#} s.", isTransient: true, cause: null);
        }
        catch (Exception e) when (e is not HopFailedException)
        {
            Exception cause = e;
            throw source.Advice(cause) is { } advice
                ? Failed(advice, isTransient: false, cause)
                : Failed(ForeignText.Describe(cause), (cause as RoleChainException)?.IsTransient ?? true, cause);
        }
    }

    public void Forget(RoleSession? session, ForgetReason reason)
    {
        if (session is not null)
        {
            (_found as RefreshingAWSCredentials)?.ClearCredentials();
            (_found as ChainedAWSCredentials)?.Invalidate(session.Credentials.AccessKey);
        }
    }

    /// <summary>
    /// The read that is under way, or a new one. A read that was given up is left behind, and another one begins beside it, because it
    /// may never end.
    /// </summary>
    private Task<ImmutableCredentials> GetReading(bool async)
    {
        if (_reading is { IsCompleted: false } underWay)
        {
            if (!_isGivenUp || Volatile.Read(ref _abandoned) >= MaxAbandoned)
            {
                return underWay;
            }

            Interlocked.Increment(ref _abandoned);
            _ = underWay.ContinueWith(
                late =>
                {
                    Interlocked.Decrement(ref _abandoned);
                    _ = late.Exception;
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        _isGivenUp = false;
        return _reading = StartReading(async);
    }

    private Task<ImmutableCredentials> StartReading(bool async)
    {
        if (source.Known is BasicAWSCredentials or SessionAWSCredentials)
        {
            return Task.FromResult(source.Known.GetCredentials());
        }

        return ForeignCode.Start(() => async ? Find().GetCredentialsAsync() : Task.FromResult(Find().GetCredentials()), async);
    }

    private AWSCredentials Find() => _found = source.Find();

    /// <summary>
    /// Null for one in the past: such a source extends its sessions in an outage, or this machine's clock is wrong. STS decides.
    /// </summary>
    private DateTimeOffset? Expiry(DateTimeOffset now) =>
        (source.Known ?? _found)?.Expiration is { } expiration
            && new DateTimeOffset(expiration.ToUniversalTime()) is var expiry
            && expiry > now
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
            Cause = cause is null || ForeignText.IsSafe(cause) ? SafeCause.FindIn(cause) : null,
        });
}
