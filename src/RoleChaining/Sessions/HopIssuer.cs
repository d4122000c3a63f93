using Amazon.SecurityToken.Model;
using RoleChaining.Diagnostics;
using RoleChaining.Planning;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>The sessions of a hop: AssumeRole, signed by the session of the node before.</summary>
internal sealed class HopIssuer(SessionNode parent, RoleHop hop, StsGateway sts, SessionContext context) : ISessionIssuer
{
    /// <summary>The call of each hop has its own time. This limits what the hop waits for besides: its turn, and a person.</summary>
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestRefreshWithMfa = TimeSpan.FromMinutes(5);

    private bool _hasWorked;

    public int HopNumber => hop.Number;

    public RoleHop Hop => hop;

    public SessionNode Parent => parent;

    public TimeSpan? ClockOffset => sts.ClockOffset;

    public bool IsThrottled => sts.IsThrottled;

    public TimeSpan Timeout { get; } =
        Max(hop.MfaTokenProvider is null ? LongestRefresh : LongestRefreshWithMfa, parent.Issuer.Timeout) + sts.PropagationTimeout;

    /// <summary>
    /// Whether the session depends on contexts that a provider gives, here or at a hop before: nothing else tells then whose session it is.
    /// </summary>
    public bool HasUnknownContexts
    {
        get
        {
            bool has = hop.ProvidedContextsProvider is not null;
            for (SessionNode? node = parent; !has && node is not null; node = node.Issuer.Parent)
            {
                has = node.Issuer.Hop?.ProvidedContextsProvider is not null;
            }

            return has;
        }
    }

    public async ValueTask<RoleSession> IssueAsync(
        bool background, TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProvidedContext>? contexts = await ProvidedContextsReader.ReadAsync(hop, async, cancellationToken)
            .ConfigureAwait(false);
        RoleSession caller = await parent.ReadForSigningAsync(
            background ? NextAdvisoryStart() : null, async, cancellationToken).ConfigureAwait(false);
        HopFailedException? first = null;
        while (true)
        {
            try
            {
                AssumeRoleOperation operation = CreateOperation(hop, parent.Issuer.Hop, caller, contexts, _hasWorked);
                RoleSession session = await sts.IssueAsync(
                    operation, singleAttempt: background, async, cancellationToken).ConfigureAwait(false);
                _hasWorked = true;
                if (first is { Failure.Kind: RoleChainFailure.AccessDenied })
                {
                    parent.RenewalHelped();
                }

                return session;
            }
            catch (HopFailedException e) when (first is null && (IsAboutCaller(e.Failure) || MayBeAboutCaller(e.Failure, caller)))
            {
                first = e;
            }

            // STS speaks of the session that signed. It is renewed, and the call is made once more.
            RoleSession? renewed = IsAboutCaller(first.Failure)
                ? await ReplaceCallerAsync(caller, async, cancellationToken).ConfigureAwait(false)
                : await parent.TryRenewAsync(caller, async, cancellationToken).ConfigureAwait(false);
            caller = renewed is not null && renewed.Credentials.AccessKey != caller.Credentials.AccessKey
                ? renewed
                : throw new HopFailedException(first.Failure);
        }
    }

    public void Forget(RoleSession? session, ForgetReason reason)
    {
    }

    private SessionNode Source
    {
        get
        {
            SessionNode node = parent;
            while (node.Issuer.Parent is { } before)
            {
                node = before;
            }

            return node;
        }
    }

    /// <summary>The key of this hop's sessions in a cache, for a source.</summary>
    public SessionKey KeyFor(string origin)
    {
        List<RoleHop> hops = [hop];
        for (SessionNode node = parent; node.Issuer.Parent is { } before; node = before)
        {
            hops.Insert(0, node.Issuer.Hop!);
        }

        return new SessionKey(SessionCacheKey.Create(origin, sts.Place, hops), origin);
    }

    private ValueTask<RoleSession> ReplaceCallerAsync(RoleSession caller, bool async, CancellationToken cancellationToken)
    {
        parent.Invalidate(caller.Credentials.AccessKey);
        return parent.ReadForSigningAsync(outlive: null, async, cancellationToken);
    }

    /// <summary>The key for who the source is now. It is read only if nothing else tells who it is.</summary>
    public async ValueTask<SessionKey> FindKeyAsync(bool async, CancellationToken cancellationToken) => KeyFor(
        await Source.Issuer.FindIdentityAsync(async, cancellationToken).ConfigureAwait(false)
            ?? (await Source.ReadForSigningAsync(outlive: null, async, cancellationToken).ConfigureAwait(false)).Credentials.AccessKey);

    /// <summary>The key for who the source is now, or was when it was read; null where it was not read and nothing else tells it.</summary>
    public async ValueTask<string?> FindCacheKeyAsync(bool async, CancellationToken cancellationToken) =>
        (await Source.Issuer.FindIdentityAsync(async, cancellationToken).ConfigureAwait(false)
            ?? Source.State.Session?.Credentials.AccessKey) is { } source ? KeyFor(source).Text : null;

    /// <summary>Asks STS what time it is, where no answer has told yet.</summary>
    public async ValueTask LearnClockAsync(bool async, CancellationToken cancellationToken)
    {
        if (ClockOffset is null)
        {
            RoleSession source = await Source.ReadForSigningAsync(outlive: null, async, cancellationToken).ConfigureAwait(false);
            GetCallerIdentityOperation operation = new(hop: null, source, hop);
            await sts.IssueAsync(operation, singleAttempt: true, async, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The call of a hop.</summary>
    /// <param name="hop">The hop.</param>
    /// <param name="before">The hop before it; null for the first.</param>
    /// <param name="caller">The session that signs.</param>
    /// <param name="contexts">What the hop's provider gave.</param>
    /// <param name="isRenewal">See <see cref="StsOperation.IsRenewal"/>.</param>
    /// <exception cref="HopFailedException">The source is a session, and this hop may not be chained.</exception>
    public static AssumeRoleOperation CreateOperation(
        RoleHop hop, RoleHop? before, RoleSession caller, IReadOnlyList<ProvidedContext>? contexts, bool isRenewal)
    {
        AssumeRoleOperation operation = new(hop, new StsCaller(caller.Credentials, GetAccountKey(before, caller), caller.Origin), contexts)
        {
            IsRenewal = isRenewal,
        };
        return hop.Number == 1 && caller.Credentials.UseToken && ChainPlanner.ChainedDurationError(hop) is { } error
            ? throw operation.Fail(RoleChainFailure.InvalidChain, isTransient: false, error)
            : operation;
    }

    /// <summary>STS's quota is the calling account's. A source that does not tell its account has a quota of its own here.</summary>
    private static string GetAccountKey(RoleHop? before, RoleSession caller) =>
        before?.RoleArn.AccountId ?? caller.Credentials.AccountId ?? caller.Credentials.AccessKey;

    private DateTimeOffset NextAdvisoryStart()
    {
        TimeSpan lifetime = hop.Duration ?? RoleChainDefaults.Duration;
        return context.Clock.GetUtcNow() + lifetime - AdvisoryWindow.Find(lifetime, context.Refresh);
    }

    private static bool IsAboutCaller(HopFailure failure) => failure.ErrorCode is "ExpiredToken" or "InvalidClientTokenId";

    /// <summary>
    /// Whether a denial may mean the session that signed: "revoke active sessions" denies all sessions issued before a moment, and only a
    /// new session gets past it. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html">revoking sessions</see>.
    /// </summary>
    private bool MayBeAboutCaller(HopFailure failure, RoleSession caller) =>
        failure.Kind == RoleChainFailure.AccessDenied && hop.Number > 1 && parent.MayRenew(caller);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
