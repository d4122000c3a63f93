using RoleChaining.Diagnostics;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>
/// Everything that a read of a node depends on, in one immutable object, so that a reader needs one volatile read and no lock. The rules
/// for reading and refreshing are here; <see cref="SessionNode"/> carries them out.
/// </summary>
internal sealed record SessionState
{
    /// <summary>
    /// A clock that shows a time earlier than the session's issue by more than this was set back, and says nothing of its expiry.
    /// </summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Clocks are corrected by up to this much all the time.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(1);

    public static readonly SessionState Empty = new();

    public RoleSession? Session { get; private init; }

    /// <summary>
    /// A session that was dropped because it was invalidated or rejected. It counts as expired since then, and is served only while STS
    /// fails: one rejection that was wrong must not take the session from everybody.
    /// </summary>
    public RoleSession? LastResort { get; private init; }

    private DateTimeOffset DroppedAt { get; init; }

    /// <summary>What <see cref="SessionReading.Serve"/> returns.</summary>
    public RoleSession Served => (Session ?? LastResort)!;

    /// <summary>Of <see cref="Session"/>.</summary>
    public RefreshSchedule? Schedule { get; private init; }

    /// <summary>Failed refreshes in a row.</summary>
    public int Failures { get; private init; }

    public HopFailure? LastFailure { get; private init; }

    /// <summary>Before this STS is not asked again.</summary>
    public DateTimeOffset NextAttemptAt { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>When <see cref="LastFailure"/> happened.</summary>
    public DateTimeOffset FailedAt { get; private init; } = DateTimeOffset.MinValue;

    // While (now - _freeFrom) is below _freeTicks, as unsigned numbers, a read is free: one comparison that also catches a clock
    // which was set back.
    private long FreeFrom { get; init; }

    private ulong FreeTicks { get; init; }

    /// <summary>Whether <see cref="Session"/> may be handed out with nothing else to do.</summary>
    public bool IsFree(DateTimeOffset now) => (ulong)(now.UtcTicks - FreeFrom) < FreeTicks;

    public bool IsValid(DateTimeOffset now) => Schedule is not null && now < Schedule.ExpiresAt;

    /// <summary>What a reader gets at this moment.</summary>
    /// <param name="minimumLifetime">How long the session must last from now on; zero asks for nothing.</param>
    /// <param name="mayWait">False for a reader that has already waited for a refresh that failed.</param>
    public SessionReading Read(DateTimeOffset now, TimeSpan minimumLifetime, RoleChainRefreshOptions options, bool mayWait)
    {
        // The failure that the reader waited for may have been followed by a success. Then it may wait again.
        bool mayAsk = (mayWait || LastFailure is null) && MayAsk(now);
        if (Schedule is null || now >= Schedule.ExpiresAt)
        {
            return mayAsk ? SessionReading.Wait
                : LastFailure is { IsTransient: true } && minimumLifetime == TimeSpan.Zero && IsInGrace(now, options)
                    ? SessionReading.Serve
                    : SessionReading.Fail;
        }

        bool tooShort = minimumLifetime > TimeSpan.Zero && Schedule.ExpiresAt - now < minimumLifetime;
        bool denied = LastFailure is { IsTransient: false } && options.OnDenied == DeniedBehavior.Throw;
        if (tooShort || denied)
        {
            return mayAsk ? SessionReading.Wait : SessionReading.Fail;
        }

        if (!mayAsk || !IsDue(now))
        {
            return SessionReading.Serve;
        }

        // Once a refresh has failed the session itself is the best there is, so nobody waits for the next try while it is valid.
        return now >= Schedule.MandatoryAt && Failures == 0 ? SessionReading.WaitBriefly : SessionReading.ServeAndRefresh;
    }

    /// <summary>Whether the session that is over may still be served while STS fails.</summary>
    public bool IsInGrace(DateTimeOffset now, RoleChainRefreshOptions options) =>
        (Schedule?.ExpiresAt ?? (LastResort is null ? null : DroppedAt)) is { } end && now < end + options.ExpiredGrace;

    /// <summary>Whether readers get the session although the last refresh failed.</summary>
    public bool ServesAfter(HopFailure failure, DateTimeOffset now, RoleChainRefreshOptions options) =>
        IsValid(now) && (failure.IsTransient || options.OnDenied == DeniedBehavior.KeepServing);

    /// <summary>How long a reader that has a valid session waits for a newer one. What is left must be enough for a request.</summary>
    public TimeSpan MaxWait(DateTimeOffset now) => (Schedule!.ExpiresAt - now) / 2;

    /// <summary>Whether STS may be asked: the wait after the last failure is over, or the clock was set back since.</summary>
    public bool MayAsk(DateTimeOffset now) => now >= NextAttemptAt || now < FailedAt - Moment;

    /// <summary>The same, for readers who fail although the node has a session: its wait was chosen while nobody failed.</summary>
    /// <param name="longestWait">The most of that wait, counted from the failure.</param>
    public bool MayAsk(DateTimeOffset now, TimeSpan longestWait) => MayAsk(now) || now >= FailedAt + longestWait;

    /// <summary>Whether a refresh is due by the session's life. After a failed refresh it stays due.</summary>
    public bool IsDue(DateTimeOffset now) => Failures > 0 || now >= Schedule!.RefreshAt || now < Session!.IssuedAt - ClockTolerance;

    /// <summary>Whether a refresh has been due for a while and nobody has begun it: readers do, so there is none.</summary>
    public bool IsIdle(DateTimeOffset now) => Failures == 0 && now >= Schedule!.RefreshAt + IdleAfter;

    public static SessionState Issued(RoleSession session, RefreshSchedule schedule) =>
        new SessionState { Session = session, Schedule = schedule }.Free(session.IssuedAt - ClockTolerance, schedule.RefreshAt);

    /// <summary>While a background refresh runs, readers have nothing to start.</summary>
    public SessionState Refreshing() =>
        Free(Session!.IssuedAt - ClockTolerance, Failures == 0 ? Schedule!.MandatoryAt : Schedule!.ExpiresAt);

    public SessionState Failed(HopFailure failure, DateTimeOffset now, DateTimeOffset nextAttemptAt, RoleChainRefreshOptions options)
    {
        SessionState failed = this with
        {
            Failures = Failures + 1,
            LastFailure = failure,
            FailedAt = now,
            NextAttemptAt = nextAttemptAt,
            FreeTicks = 0,
        };
        return ServesAfter(failure, now, options) ? failed.Free(now, Earlier(nextAttemptAt, Schedule!.ExpiresAt)) : failed;
    }

    /// <summary>Drops the session. The wait after a failure stays: an invalidation does not shorten it.</summary>
    /// <param name="now">From here on the session counts as expired.</param>
    /// <param name="longestWait">The most of that wait, counted from the failure: it was chosen while there was a session to serve.</param>
    public SessionState Dropped(DateTimeOffset now, TimeSpan longestWait) => this with
    {
        Session = null,
        LastResort = Session is { HasKnownExpiry: true } && !IsValid(now) ? null : Session ?? LastResort,
        DroppedAt = Session is null ? DroppedAt : now,
        Schedule = null,
        FreeTicks = 0,
        NextAttemptAt = Earlier(NextAttemptAt, FailedAt + longestWait),
    };

    private SessionState Free(DateTimeOffset from, DateTimeOffset until) =>
        this with { FreeFrom = from.UtcTicks, FreeTicks = (ulong)Math.Max(0, until.UtcTicks - from.UtcTicks) };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
