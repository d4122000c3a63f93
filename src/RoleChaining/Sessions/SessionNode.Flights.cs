using System.Diagnostics;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sessions;

internal sealed partial class SessionNode
{
    private void StartBackground() => Start(
        state => state.Session is not null && state.IsDue(_context.Clock.GetUtcNow()) && state.MayAsk(_context.Clock.GetUtcNow()),
        background: true,
        async: true);

    /// <summary>Joins the refresh under way, or starts one if it is still wanted; null if it is not.</summary>
    /// <param name="wanted">Asked under the lock: between a reader's look and the lock another refresh may have ended.</param>
    private Flight? Start(Func<SessionState, bool> wanted, bool background, bool async)
    {
        Flight flight;
        lock (_gate)
        {
            if (_flight is { } underWay)
            {
                return underWay;
            }

            if (!wanted(_state))
            {
                return null;
            }

            _flight = flight = new Flight(background, _context);
            if (background)
            {
                _state = _state.Refreshing();
            }
        }

        if (async)
        {
            _context.Launch(mayLeaveThread => FlyAsync(flight, mayLeaveThread));
        }
        else
        {
            using (BlockedCallers.Enter())
            {
                FlyAsync(flight, async: false).GetAwaiter().GetResult();
            }
        }

        return flight;
    }

    private async Task FlyAsync(Flight flight, bool async)
    {
        using Activity? span = Telemetry.Activities.StartActivity("RefreshSession", ActivityKind.Internal, flight.Requester)?
            .SetTag("role_chaining.hop", Issuer.HopNumber)
            .SetTag("role_chaining.background", flight.IsBackground);
        try
        {
            using CancellationTokenSource limit = new(Issuer.Timeout, _context.Clock);
            Land(flight, await Issuer.IssueAsync(flight.IsBackground, async, limit.Token).ConfigureAwait(false));
        }
        catch (SessionFailedException e)
        {
            Crash(flight, e);
        }
        catch (Exception e)
        {
            // Whatever an issuer throws beyond its contract must end the flight, or its readers would wait for ever.
            Crash(flight, new SessionFailedException(Unexpected(e), retryAt: null));
        }
    }

    private void Land(Flight flight, RoleSession session)
    {
        RefreshSchedule schedule = RefreshSchedule.For(session, _context.Refresh, _context.Random());
        lock (_gate)
        {
            _state = SessionState.Issued(session, schedule);
            _flight = null;
        }

        Count(flight, "success");
        Log.SessionRefreshed(_context.Logger, Issuer.HopNumber, session.ExpiresAt, schedule.RefreshAt);
        flight.Succeed(session);
    }

    private void Crash(Flight flight, SessionFailedException crash)
    {
        SessionFailure failure = crash.Failure;
        DateTimeOffset now = _context.Clock.GetUtcNow();
        bool servesOn;
        DateTimeOffset nextAttemptAt;
        lock (_gate)
        {
            SessionState state = _state;
            bool valid = state.IsValid(now);
            servesOn = valid && (failure.IsTransient || _context.Refresh.OnDenied == DeniedBehavior.KeepServing);
            nextAttemptAt = crash.RetryAt
                ?? (failure.IsTransient || servesOn
                    ? FailureDelays.NextAttempt(now, state.Failures + 1, valid ? state.Schedule : null, _context.Refresh, _context.Random(), failure.RetryAfter)
                    : FailureDelays.ForgetDenial(now, _context.Random()));
            _state = state.Failed(failure, now, nextAttemptAt, _context.Refresh);
            _flight = null;
        }

        Count(flight, failure.Failure.ToString());
        Activity.Current?.SetStatus(ActivityStatusCode.Error, failure.Failure.ToString());
        // The node before tells of its own failure, and the circuit of its being open: a thousand nodes may be behind either.
        bool isNews = failure.HopNumber == Issuer.HopNumber && failure.RetryAfter is null;
        if (isNews && servesOn)
        {
            Log.RefreshFailedServing(_context.Logger, failure.HopNumber, failure.Failure, failure.ErrorCode, failure.RequestId, nextAttemptAt);
        }
        else if (isNews)
        {
            Log.RefreshFailedEmpty(_context.Logger, failure.HopNumber, failure.Failure, failure.ErrorCode, failure.RequestId, nextAttemptAt);
        }

        flight.Fail(new SessionFailedException(failure, nextAttemptAt));
    }

    private void Count(Flight flight, string outcome) => _context.Instruments.Refreshes.Add(
        1, new("outcome", outcome), new("hop", Issuer.HopNumber), new("background", flight.IsBackground));

    private SessionFailure Unexpected(Exception e) => new()
    {
        HopNumber = Issuer.HopNumber,
        Hop = Issuer.Hop,
        Failure = e is OperationCanceledException ? RoleChainFailure.TimedOut : RoleChainFailure.Unknown,
        IsTransient = true,
        Detail = e is OperationCanceledException
            ? $"No session within {Issuer.Timeout.TotalSeconds:0.#} s."
            : $"{e.GetType().Name}: {e.Message}",
    };
}
