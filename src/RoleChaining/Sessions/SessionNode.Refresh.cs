using System.Diagnostics;
using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

internal sealed partial class SessionNode
{
    private void StartBackground() => Start(
        state => state.Session is not null && state.IsDue(_context.Clock.GetUtcNow()) && state.MayAsk(_context.Clock.GetUtcNow()),
        background: true,
        async: true);

    /// <summary>Joins the refresh under way, or starts one if it is still wanted; null if it is not.</summary>
    /// <param name="wanted">Evaluated under the lock: another refresh may have ended since the reader looked.</param>
    private SessionRefresh? Start(Func<SessionState, bool> wanted, bool background, bool async)
    {
        SessionRefresh refresh;
        lock (_gate)
        {
            if (_refresh is { } underWay)
            {
                return underWay;
            }

            if (!wanted(_state))
            {
                return null;
            }

            _refresh = refresh = new SessionRefresh(background, _context);
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
        using Activity? span = Telemetry.Activities.StartActivity("RefreshSession", ActivityKind.Internal, refresh.Requester)?
            .SetTag("role_chaining.hop", Issuer.HopNumber)
            .SetTag("role_chaining.background", refresh.IsBackground);
        try
        {
            using CancellationTokenSource limit = new(Issuer.Timeout, _context.Clock);
            CompleteRefresh(refresh, await Issuer.IssueAsync(refresh.IsBackground, async, limit.Token).ConfigureAwait(false));
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
    }

    private void CompleteRefresh(SessionRefresh refresh, RoleSession session)
    {
        RefreshSchedule schedule = RefreshSchedule.For(session, _context.Refresh, _context.Random());
        lock (_gate)
        {
            _state = SessionState.Issued(session, schedule);
            _refresh = null;
        }

        Count(refresh, "success");
        Log.SessionRefreshed(_context.Logger, Issuer.HopNumber, session.ExpiresAt, schedule.RefreshAt);
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
            SessionState state = _state;
            bool valid = state.IsValid(now);
            keepsServing = valid && (failure.IsTransient || _context.Refresh.OnDenied == DeniedBehavior.KeepServing);
            nextAttemptAt = exception.RetryAt
                ?? (failure.IsTransient || keepsServing
                    ? FailureDelays.NextAttempt(now, state.Failures + 1, valid ? state.Schedule : null, _context.Refresh, _context.Random(), failure.RetryAfter)
                    : FailureDelays.ForgetDenial(now, _context.Random()));
            _state = state.Failed(failure, now, nextAttemptAt, _context.Refresh);
            _refresh = null;
        }

        Count(refresh, failure.Kind.ToString());
        Activity.Current?.SetStatus(ActivityStatusCode.Error, failure.Kind.ToString());
        // The node before logs its own failure, and the circuit logs that it is open: a thousand nodes may wait for either.
        bool isOwnFailure = failure.HopNumber == Issuer.HopNumber && failure.RetryAfter is null;
        if (isOwnFailure && keepsServing)
        {
            Log.RefreshFailedServing(_context.Logger, failure.HopNumber, failure.Kind, failure.ErrorCode, failure.RequestId, nextAttemptAt);
        }
        else if (isOwnFailure)
        {
            Log.RefreshFailedEmpty(_context.Logger, failure.HopNumber, failure.Kind, failure.ErrorCode, failure.RequestId, nextAttemptAt);
        }

        refresh.Fail(new HopFailedException(failure, nextAttemptAt));
    }

    private void Count(SessionRefresh refresh, string outcome)
    {
        if (_context.Instruments.Refreshes.Enabled)
        {
            _context.Instruments.Refreshes.Add(
                1, new("outcome", outcome), new("hop", Issuer.HopNumber), new("background", refresh.IsBackground));
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
            : $"{e.GetType().Name}: {e.Message}",
    };
}
