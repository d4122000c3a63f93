using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sessions;

/// <summary>
/// One node of the session tree: the source or a hop, its session, and the one refresh that may be under way. Readers look at the
/// current <see cref="SessionState"/>; the lock is taken only to start or end a refresh.
/// </summary>
internal sealed partial class SessionNode
{
    /// <summary>A service's rejection renews a session at most once in this time. A second rejection goes to the caller.</summary>
    private static readonly TimeSpan RejectionInterval = TimeSpan.FromSeconds(30);

    /// <summary>Asks for any valid session: an expired one may be served in an outage, but never signs a call to STS.</summary>
    private static readonly TimeSpan AnyLife = TimeSpan.FromTicks(1);

    private readonly Lock _gate = new();
    private volatile SessionState _state = SessionState.Empty;
    private volatile SessionRefresh? _refresh;
    private readonly SessionContext _context;
    private readonly DenialRenewals _renewals = new();
    private long? _rejectedAt;

    /// <summary>The session in whose place another one is being asked for, because a call that it signed was denied.</summary>
    private RoleSession? _renewing;
    private int _handles;

    public SessionNode(ISessionIssuer issuer, SessionContext context)
    {
        Issuer = issuer;
        ChainName = ChainText.NameOf(issuer.Hop?.ChainName ?? context.ChainName);
        _context = context;
        LiveNodes.Get(context.Instruments).Add(this);
    }

    public ISessionIssuer Issuer { get; }

    /// <summary>For logs, spans and metrics: a node that chains share bears the name of the one that came first.</summary>
    public string ChainName { get; }

    public ChildNodes Children { get; } = new();

    public SessionState State => _state;

    public bool IsRefreshing => _refresh is not null;

    /// <summary>Readers, and the next hops' refreshes, that wait for the refresh under way.</summary>
    public int WaitingReaders => _refresh?.Waiting ?? 0;

    /// <summary>
    /// What is left of the session's life; null when there is none, it has no known end, or nobody reads it any more, so that nobody will
    /// notice its end.
    /// </summary>
    public TimeSpan? TimeToExpiry
    {
        get
        {
            SessionState state = _state;
            DateTimeOffset now = _context.Clock.GetUtcNow();
            return state.Session is { HasKnownExpiry: true } session && (IsRefreshing || !state.IsIdle(now)) ? session.ExpiresAt - now : null;
        }
    }

    /// <summary>The whole of a warm read: one volatile read and one clock read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RoleSession? TryRead()
    {
        SessionState state = _state;
        return state.IsFree(_context.Clock.GetUtcNow()) ? state.Session : null;
    }

    /// <summary>Reads the session. Waits for a refresh where the rules require it.</summary>
    /// <param name="minimumLifetime">A session with less left is refreshed first. A new one is returned whatever its life.</param>
    /// <exception cref="HopFailedException">There is none.</exception>
    public async ValueTask<RoleSession> ReadAsync(TimeSpan minimumLifetime, bool async, CancellationToken cancellationToken)
    {
        bool mayWait = true;
        bool mayRepeat = true;
        while (true)
        {
            SessionState state = _state;
            DateTimeOffset now = _context.Clock.GetUtcNow();
            SessionReading reading = state.Read(now, minimumLifetime, _context.Refresh, mayWait);
            if (TryServe(state, reading) is { } served)
            {
                return served;
            }

            if (StartAwaited(reading, minimumLifetime, mayWait, async) is not { } refresh)
            {
                continue; // another refresh has just ended
            }

            bool isStale = refresh.IsStale;
            TimeSpan maxWait = reading == SessionReading.WaitBriefly ? state.MaxWait(now) : Timeout.InfiniteTimeSpan;
            try
            {
                RoleSession session = await refresh.WaitAsync(maxWait, async, cancellationToken).ConfigureAwait(false);
                if (!isStale && IsAccepted(session, refresh, minimumLifetime, ref mayRepeat))
                {
                    return session;
                }
            }
            catch (TimeoutException)
            {
                return state.Session!;
            }
            catch (HopFailedException e) when (isStale || !refresh.IsStale || (refresh.IsBackground && e.Failure.IsTransient))
            {
                // The failure is shared: who has waited for all attempts does not make them again, nor where it became stale meanwhile. A
                // background refresh has made one only, and a stale one was made before the reader came.
                mayWait = isStale ? mayWait : refresh.IsBackground && !_state.IsValid(_context.Clock.GetUtcNow());
            }
            finally
            {
                refresh.Leave();
            }
        }
    }

    /// <summary>The session, where the reader need not wait for it.</summary>
    /// <exception cref="HopFailedException">There is none, and nothing to wait for.</exception>
    private RoleSession? TryServe(SessionState state, SessionReading reading)
    {
        if (reading == SessionReading.ServeAndRefresh)
        {
            StartBackground();
        }

        return reading switch
        {
            SessionReading.Serve => state.Served,
            SessionReading.ServeAndRefresh => state.Session!,
            SessionReading.Fail => throw new HopFailedException(state.LastFailure!, state.NextAttemptAt),
            _ => null,
        };
    }

    /// <summary>Whether a refresh gave the reader what it asked for.</summary>
    private bool IsAccepted(RoleSession session, SessionRefresh refresh, TimeSpan minimumLifetime, ref bool mayRepeat)
    {
        // A machine that slept in the middle of the call wakes up with a session that is over. It asks once more.
        TimeSpan left = session.ExpiresAt - _context.Clock.GetUtcNow();
        bool isOver = mayRepeat && left <= TimeSpan.Zero;
        mayRepeat = !isOver;
        return !isOver && (refresh.MinimumLifetime >= minimumLifetime || left >= minimumLifetime);
    }

    /// <summary>
    /// Reads the session to sign a call with. One that is about to expire still signs, because a child's life does not depend on its
    /// parent's, and no reader should wait for two calls that could have been one.
    /// </summary>
    /// <param name="outlive">
    /// No reader waits: a session that would not live until then is renewed first; if that fails, it signs all the same.
    /// </param>
    public ValueTask<RoleSession> ReadForSigningAsync(DateTimeOffset? outlive, bool async, CancellationToken cancellationToken)
    {
        SessionState state = _state;
        DateTimeOffset now = _context.Clock.GetUtcNow();
        return state.Session is null || now >= state.Schedule!.SignsUntil
            ? ReadAsync(AnyLife, async, cancellationToken)
            : SignWithAsync(state, now, outlive, async, cancellationToken);
    }

    /// <summary>Reads the session of a state that still signs, or a newer one.</summary>
    private async ValueTask<RoleSession> SignWithAsync(
        SessionState state, DateTimeOffset now, DateTimeOffset? outlive, bool async, CancellationToken cancellationToken)
    {
        RoleSession session = state.Session!;

        // A source of unknown life is always asked: only it knows whether its keys have been rotated.
        bool first = !session.HasKnownExpiry || (outlive is { } until && session.ExpiresAt <= until && IsHalfSpent(session, now));
        if (first && Start(s => s.Session == session && s.MayAsk(_context.Clock.GetUtcNow()), background: true, async) is { } refresh)
        {
            try
            {
                return await refresh.WaitAsync(Timeout.InfiniteTimeSpan, async, cancellationToken).ConfigureAwait(false);
            }
            catch (HopFailedException) when (_state.IsValid(_context.Clock.GetUtcNow()))
            {
                return session;
            }
        }

        if (state.IsDue(now))
        {
            StartBackground();
        }

        return session;
    }

    /// <summary>
    /// Drops the session if it has this access key id. A refresh that is under way goes on for the readers that wait for it; what was
    /// asked for before the invalidation is not what a later reader gets.
    /// </summary>
    /// <param name="accessKeyId">Null drops whatever there is.</param>
    public bool Invalidate(string? accessKeyId)
    {
        lock (_gate)
        {
            RoleSession? session = _state.Session;
            if (accessKeyId is not null && session?.Credentials.AccessKey != accessKeyId)
            {
                return false;
            }

            _state = _state.Dropped(_context.Clock.GetUtcNow(), FailureDelays.AfterLoss(_context.Refresh, _context.Random()));
            MakeRefreshStale();
            Issuer.Forget(session ?? _state.LastResort, ForgetReason.Revoked);
            return session is not null;
        }
    }

    /// <summary>
    /// Whether this session may be renewed because a call that it signed was denied. A new one is not, and the node renews for denials
    /// once a minute at most, and less often while that does not help: a tenant that is denied must not cost its hub a call each time.
    /// A renewal that another call has asked for serves this call too.
    /// </summary>
    public bool MayRenew(RoleSession session) =>
        IsReplaced(session, out _) || _renewing == session || _renewals.MayRenew(_context.Clock, session);

    public void RenewalHelped() => _renewals.Helped();

    /// <summary>Asks for a new session in place of this one, which stays if that fails.</summary>
    /// <returns>The new session; null if there is none.</returns>
    public async ValueTask<RoleSession?> TryRenewAsync(RoleSession session, bool async, CancellationToken cancellationToken)
    {
        if (IsReplaced(session, out RoleSession? current))
        {
            return current;
        }

        TimeSpan longestWait = FailureDelays.AfterLoss(_context.Refresh, _context.Random());
        lock (_gate)
        {
            if (_renewing != session)
            {
                if (_refresh is null && !_state.MayAsk(_context.Clock.GetUtcNow(), longestWait))
                {
                    return null;
                }

                _renewing = session;
                Issuer.Forget(session, ForgetReason.Revoked);
            }
        }

        bool counts = true;
        try
        {
            return Start(
                state => state.Session == session && state.MayAsk(_context.Clock.GetUtcNow(), longestWait),
                background: true, async) is { } refresh
                ? await refresh.WaitAsync(Timeout.InfiniteTimeSpan, async, cancellationToken).ConfigureAwait(false)
                : IsReplaced(session, out current) ? current : null;
        }
        catch (HopFailedException)
        {
            // Without a new session nothing is known of the denial. The waits after failures are the limit.
            counts = false;
            return null;
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _renewing, null, session) == session && counts)
            {
                _renewals.Count(_context.Clock);
            }
        }
    }

    private bool IsReplaced(RoleSession session, [NotNullWhen(true)] out RoleSession? current)
    {
        current = _state.Session;
        return current is not null && current != session;
    }

    /// <summary>Ends the session for good: it is no last resort either.</summary>
    public void Remove(ForgetReason reason)
    {
        lock (_gate)
        {
            Issuer.Forget(_state.Session ?? _state.LastResort, reason);
            _state = SessionState.Empty;
            MakeRefreshStale();
        }
    }

    /// <summary>A handle on a chain that ends here.</summary>
    public void Hold() => Interlocked.Increment(ref _handles);

    public void Release() => Interlocked.Decrement(ref _handles);

    /// <summary>Whether a chain ends here, or goes on from here.</summary>
    public bool IsHeld => Volatile.Read(ref _handles) > 0 || Children.AnyHeld;

    /// <summary>A service has rejected a session. Returns whether a request may be tried again at once.</summary>
    public bool Reject(string accessKeyId)
    {
        long now = _context.Clock.GetTimestamp();
        lock (_gate)
        {
            // Dropped or replaced already: many requests meet the same rejection, and all but the first only need to read again.
            if (_state.Session?.Credentials.AccessKey != accessKeyId)
            {
                return true;
            }

            if (_rejectedAt is { } before && _context.Clock.GetElapsedTime(before, now) < RejectionInterval)
            {
                return false;
            }

            _rejectedAt = now;
            Invalidate(accessKeyId);
        }

        _context.Instruments.SessionsRejected.Add(1, new("hop", Issuer.HopNumber), new(Telemetry.Chain, ChainName));
        using IDisposable? scope = BeginScope();
        Log.SessionRejected(_context.Logger, Issuer.HopNumber, LoggedChain, RoleName, accessKeyId);
        return true;
    }

    private string LoggedChain => ChainText.InLog(ChainName, Issuer.Hop?.Tenant);

    private IDisposable? BeginScope() => LogScope.Begin(_context.Logger, ChainName, Issuer.Hop?.Tenant);

    private string RoleName => Issuer.Hop?.RoleArn.ToString() ?? "the source";

    private void MakeRefreshStale()
    {
        if (_refresh is { } underWay)
        {
            underWay.IsStale = true;
        }
    }

    private static bool IsHalfSpent(RoleSession session, DateTimeOffset now) =>
        now - session.IssuedAt >= (session.ExpiresAt - session.IssuedAt) / 2;
}
