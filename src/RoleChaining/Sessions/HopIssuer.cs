using RoleChaining.Caching;
using RoleChaining.Planning;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>The sessions of a hop: AssumeRole, signed by the session of the node before.</summary>
internal sealed class HopIssuer(SessionNode parent, RoleHop hop, StsGateway sts, SessionContext context) : ISessionIssuer
{
    /// <summary>Each hop's call has its own time; this bounds what it waits for besides: its turn, and a person.</summary>
    private static readonly TimeSpan LongestFlight = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestFlightWithMfa = TimeSpan.FromMinutes(5);

    public int HopNumber => hop.Number;

    public RoleHop Hop => hop;

    public SessionNode Parent => parent;

    public TimeSpan Timeout { get; } = 
        Max(hop.MfaTokenProvider is null ? LongestFlight : LongestFlightWithMfa, parent.Issuer.Timeout);

    public async ValueTask<RoleSession> IssueAsync(bool background, bool async, CancellationToken cancellationToken)
    {
        RoleSession caller = await parent.ReadForSigningAsync(background ? NextAdvisoryStart() : null, async, cancellationToken).ConfigureAwait(false);
        try
        {
            return await AssumeAsync(caller, background, async, cancellationToken).ConfigureAwait(false);
        }
        catch (StsException refused) when (SpeaksOfCaller(refused))
        {
            // STS answers ExpiredToken at this hop and means the session before: renew that one and try again, once.
            parent.Invalidate(caller.Credentials.AccessKey);
            RoleSession renewed = await parent.ReadForSigningAsync(outlive: null, async, cancellationToken).ConfigureAwait(false);
            if (renewed.Credentials.AccessKey == caller.Credentials.AccessKey)
            {
                throw Failed(refused, caller);
            }

            try
            {
                return await AssumeAsync(renewed, background, async, cancellationToken).ConfigureAwait(false);
            }
            catch (StsException refusedAgain)
            {
                throw Failed(refusedAgain, renewed);
            }
        }
        catch (StsException e)
        {
            throw Failed(e, caller);
        }
    }

    public void Forget(RoleSession session)
    {
    }

    /// <summary>The key of this hop's sessions in a cache. The source is read only if nothing else tells who it is.</summary>
    public async ValueTask<string> CacheKeyAsync(bool async, CancellationToken cancellationToken)
    {
        List<RoleHop> hops = [hop];
        SessionNode node = parent;
        for (; node.Issuer.Parent is { } before; node = before)
        {
            hops.Insert(0, node.Issuer.Hop!);
        }

        string source = node.Issuer.Identity
            ?? (await node.ReadForSigningAsync(outlive: null, async, cancellationToken).ConfigureAwait(false)).Credentials.AccessKey;
        return SessionKey.Of(source, sts.Place, hops);
    }

    private async ValueTask<RoleSession> AssumeAsync(RoleSession caller, bool background, bool async, CancellationToken cancellationToken)
    {
        if (hop.Number == 1 && caller.Credentials.UseToken && ChainPlanner.ChainedDurationFault(hop, hop.Number) is { } fault)
        {
            throw new StsException(RoleChainFailure.InvalidChain, isTransient: false, fault, innerException: null);
        }

        StsCaller signer = new(caller.Credentials, LimitKey(caller));
        StsSession issued = await sts.AssumeRoleAsync(hop, signer, singleAttempt: background, async, cancellationToken).ConfigureAwait(false);
        return new RoleSession(issued.Credentials, issued.IssuedAt, issued.ExpiresAt)
        {
            AssumedRoleArn = issued.AssumedRoleArn,
            RequestId = issued.RequestId,
        };
    }

    /// <summary>STS's quota is the calling account's. Where a source does not tell its account, it stands for itself.</summary>
    private string LimitKey(RoleSession caller) =>
        parent.Issuer.Hop?.RoleArn.AccountId ?? caller.Credentials.AccountId ?? caller.Credentials.AccessKey;

    private DateTimeOffset NextAdvisoryStart()
    {
        TimeSpan lifetime = hop.Duration ?? RoleChainDefaults.Duration;
        return context.Clock.GetUtcNow() + lifetime - RefreshSchedule.AdvisoryWindow(lifetime, context.Refresh);
    }

    private static bool SpeaksOfCaller(StsException e) => e.ErrorCode is "ExpiredToken" or "InvalidClientTokenId";

    private SessionFailedException Failed(StsException e, RoleSession caller) => new(
        new SessionFailure
        {
            HopNumber = hop.Number,
            Hop = hop,
            Failure = e.Failure,
            IsTransient = e.IsTransient,
            Detail = e.Words,
            ErrorCode = e.ErrorCode,
            RequestId = e.RequestId,
            RetryAfter = e.RetryAfter,
            CallerAccessKeyId = caller.Credentials.AccessKey,
            Cause = e.InnerException,
        },
        retryAt: null);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
