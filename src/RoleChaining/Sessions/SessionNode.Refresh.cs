using System.Diagnostics;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;
using RoleChaining.Text;

namespace RoleChaining.Sessions;

internal sealed partial class SessionNode
{
    /// <summary>How long after its limit a refresh is ended from outside. Code that heeds its token has a better message by then.</summary>
    private static readonly TimeSpan LateEnd = TimeSpan.FromSeconds(1);

    private void StartBackground() => Start(
        state => state.Session is not null && state.IsDue(_context.Clock.GetUtcNow()) && state.MayAsk(_context.Clock.GetUtcNow()),
        background: true,
        async: true);

    /// <summary>Joins or starts the refresh that a reader waits for; null where another one has ended since it looked.</summary>
    private SessionRefresh? StartAwaited(SessionReading reading, TimeSpan minimumLifetime, bool mayWait, bool async)
    {
        // A reader that may leave before the refresh ends cannot run it on its own thread.
        SessionRefresh? refresh = Start(
            state => state.Read(_context.Clock.GetUtcNow(), minimumLifetime, _context.Refresh, mayWait) == reading,
            background: false, async || reading == SessionReading.WaitBriefly, minimumLifetime);
        if (refresh is not null)
        {
            _context.Instruments.CallersWaited.Add(1, new KeyValuePair<string, object?>(Telemetry.Chain, ChainName));
        }

        return refresh;
    }

    /// <summary>Joins the refresh under way, or starts one if it is still wanted; null if it is not.</summary>
    /// <param name="wanted">Evaluated under the lock: another refresh may have ended since the reader looked.</param>
    /// <param name="background">No reader waits. One that does is counted, and leaves the refresh that it gets.</param>
    /// <param name="async">Whether the refresh may leave the caller's thread.</param>
    /// <param name="minimumLifetime">How long the new session must last at least.</param>
    private SessionRefresh? Start(Func<SessionState, bool> wanted, bool background, bool async, TimeSpan minimumLifetime = default)
    {
        SessionRefresh refresh;
        lock (_gate)
        {
            bool isUnderWay = _refresh is not null;
            if (!isUnderWay && !wanted(_state))
            {
                return null;
            }

            refresh = _refresh ??= new SessionRefresh(background, minimumLifetime, _context);
            if (!background)
            {
                refresh.Enter();
            }

            if (isUnderWay)
            {
                return refresh;
            }

            if (background)
            {
                _state = _state.Refreshing();
            }
        }

        if (async)
        {
            _context.RunInBackground(async => RunRefreshAsync(refresh, async));
        }
        else
        {
            using (BlockedCallers.Enter())
            {
                RunRefreshAsync(refresh, async: false).GetAwaiter().GetResult();
            }
        }

        return refresh;
    }

    private async Task RunRefreshAsync(SessionRefresh refresh, bool async)
    {
        using IDisposable? scope = BeginScope();
        Activity? span = Telemetry.StartSpan("RefreshSession", ActivityKind.Internal, refresh.Requester)?
            .SetTag(Telemetry.Chain, ChainName)
            .SetTag(Telemetry.Tenant, Issuer.Hop?.Tenant)
            .SetTag("role_chaining.hop", Issuer.HopNumber)
            .SetTag("role_chaining.background", refresh.IsBackground);
        try
        {
            using CancellationTokenSource limit = new(Issuer.Timeout, _context.Clock);
            using CancellationTokenRegistration end = limit.Token.UnsafeRegister(_ => EndLate(refresh), null);
            RoleSession session = await Issuer.IssueAsync(
                refresh.IsBackground, refresh.MinimumLifetime, async, limit.Token).ConfigureAwait(false);
            CompleteRefresh(refresh, session);
        }
        catch (HopFailedException e)
        {
            FailRefresh(refresh, e);
        }
        catch (Exception e)
        {
            // An issuer that breaks its contract must end the refresh too, or its readers would wait for ever.
            FailRefresh(refresh, new HopFailedException(Unexpected(e)));
        }
        finally
        {
            Telemetry.EndSpan(span);
        }
    }

    /// <summary>
    /// What is not ours may ignore the limit. The refresh ends all the same, a moment later, and a late result is dropped.
    /// </summary>
    private void EndLate(SessionRefresh refresh)
    {
        // The timer holds on to nothing of the caller who began the refresh.
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        ITimer? timer = null;
        timer = TimeProvider.System.CreateTimer( // real time: threads of this machine must have had the time to handle the limit
            _ =>
            {
                timer?.Dispose();
                FailRefresh(refresh, new HopFailedException(Unexpected(new OperationCanceledException())));
            },
            null,
            LateEnd,
            Timeout.InfiniteTimeSpan);
    }

    private void CompleteRefresh(SessionRefresh refresh, RoleSession session)
    {
        RefreshSchedule schedule = RefreshSchedule.For(session, _context.Refresh, _context.Random());
        lock (_gate)
        {
            if (!refresh.TryEnd())
            {
                return;
            }

            _refresh = null;
            if (!refresh.IsStale)
            {
                _state = SessionState.Issued(session, schedule);
            }
        }

        Count(refresh, "success");
        ShowRejections();
        if (session.HasKnownExpiry)
        {
            Log.SessionRefreshed(_context.Logger, Issuer.HopNumber, LoggedChain, session.ExpiresAt, schedule.RefreshAt);
        }
        else
        {
            Log.SourceRead(_context.Logger, Issuer.HopNumber, LoggedChain, schedule.RefreshAt);
        }

        refresh.Complete(session);
    }

    private void FailRefresh(SessionRefresh refresh, HopFailedException exception)
    {
        HopFailure failure = exception.Failure;
        DateTimeOffset now = _context.Clock.GetUtcNow();
        bool keepsServing;
        DateTimeOffset nextAttemptAt;
        lock (_gate)
        {
            if (!refresh.TryEnd())
            {
                return;
            }

            SessionState state = _state;
            keepsServing = state.ServesAfter(failure, now, _context.Refresh);
            nextAttemptAt = exception.RetryAt ?? FindNextAttempt(state, failure, now, keepsServing);
            _refresh = null;
            if (!refresh.IsStale)
            {
                _state = state.Failed(failure, now, nextAttemptAt, _context.Refresh);
            }
        }

        Count(refresh, failure.Kind.ToString());
        Activity.Current?.SetTag("error.type", failure.ErrorCode ?? failure.Kind.ToString())
            .SetStatus(ActivityStatusCode.Error, failure.Kind.ToString());
        // The node before logs its own failure, and the circuit logs that it is open: a thousand nodes may wait for either.
        bool isOwnFailure = failure.HopNumber == Issuer.HopNumber && failure.RetryAfter is null;
        string what = failure.ErrorCode is { } code && code != failure.Kind.ToString()
            ? $"{failure.Kind}, {code}"
            : failure.Kind.ToString();
        if (isOwnFailure && keepsServing)
        {
            Log.RefreshFailedServing(
                _context.Logger, failure.HopNumber, LoggedChain, RoleName, what, failure.RequestId ?? "none", nextAttemptAt);
        }
        else if (isOwnFailure)
        {
            Log.RefreshFailedEmpty(
                _context.Logger, failure.HopNumber, LoggedChain, RoleName, what, failure.RequestId ?? "none", nextAttemptAt);
        }

        refresh.Fail(new HopFailedException(failure, nextAttemptAt));
    }

    private DateTimeOffset FindNextAttempt(SessionState state, HopFailure failure, DateTimeOffset now, bool keepsServing)
    {
        double random = _context.Random();
        if (!failure.IsTransient && !keepsServing)
        {
            return FailureDelays.ForgetDenial(now, random);
        }

        // A reader that would get nothing asks again soon: the circuit protects STS.
        bool readersFail = !state.IsValid(now) && !state.IsInGrace(now, _context.Refresh);
        return readersFail && failure.RetryAfter is null
            ? FailureDelays.ForgetFailure(now)
            : FailureDelays.NextAttempt(
                now, state.Failures + 1, state.IsValid(now) ? state.Schedule : null, _context.Refresh, random, failure.RetryAfter);
    }

    /// <summary>A session that can be rejected has its series, since a rate counts nothing in a series that begins with a one.</summary>
    private void ShowRejections()
    {
        if (_context.Instruments.SessionsRejected.Enabled)
        {
            _context.Instruments.SessionsRejected.Add(0, new("hop", Issuer.HopNumber), new(Telemetry.Chain, ChainName));
        }
    }

    private void Count(SessionRefresh refresh, string outcome)
    {
        if (_context.Instruments.Refreshes.Enabled)
        {
            _context.Instruments.Refreshes.Add(
                1,
                new("outcome", outcome),
                new("hop", Issuer.HopNumber),
                new("background", refresh.IsBackground),
                new KeyValuePair<string, object?>(Telemetry.Chain, ChainName));
        }
    }

    private HopFailure Unexpected(Exception e) => new()
    {
        HopNumber = Issuer.HopNumber,
        Hop = Issuer.Hop,
        Kind = e is OperationCanceledException ? RoleChainFailure.TimedOut : RoleChainFailure.Unknown,
        IsTransient = true,
        Message = e is OperationCanceledException
            ? $"No session within {Issuer.Timeout.TotalSeconds:0.#} s."
            : ForeignText.Describe(e),
    };
}
