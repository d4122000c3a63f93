namespace RoleChaining.Sessions;

/// <summary>How long a node waits after a failed refresh before STS is asked again: pure arithmetic.</summary>
internal static class FailureDelays
{
    /// <summary>
    /// A refresh that the circuit refused has not asked STS, so its own delay says little. It comes back after a few of the circuit's
    /// probes, which are rare when STS has been down for long. Where a probe is under way already, that is soon.
    /// </summary>
    private const int ProbesToSkip = 10;

    private static readonly TimeSpan FailureMemory = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MinDenialMemory = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDenialMemory = TimeSpan.FromSeconds(5);

    /// <summary>Doubles with full jitter, and is short where a reader would otherwise fail.</summary>
    /// <param name="failures">Failed refreshes in a row, this one included.</param>
    /// <param name="schedule">That of the session that is still held, if any.</param>
    /// <param name="random">A number from 0 to 1.</param>
    /// <param name="circuit">How long the circuit keeps everyone from STS; null when it is closed.</param>
    public static DateTimeOffset NextAttempt(
        DateTimeOffset now, int failures, RefreshSchedule? schedule, RoleChainRefreshOptions options, double random, TimeSpan? circuit =
            null)
    {
        double jitter = Jitter(options, random);
        TimeSpan Delay(TimeSpan longest) =>
            jitter * TimeSpan.FromTicks((long)Math.Min(options.FailureDelay.Ticks * Math.Pow(2, failures - 1), longest.Ticks));

        // The circuit is the delay: a second one after it would have a reader fail when STS is long back.
        DateTimeOffset Urgent(TimeSpan longest) =>
            now + Min(Delay(longest), circuit is { } open ? open + (jitter * options.FailureDelay) : TimeSpan.MaxValue);

        if (schedule is null)
        {
            return Urgent(options.MaxUrgentFailureDelay);
        }

        // A short session's mandatory window is shorter, and so is what is urgent in it: it must end before the session does.
        TimeSpan urgent = options.MaxUrgentFailureDelay * ((schedule.ExpiresAt - schedule.MandatoryAt) / options.MandatoryWindow);
        if (now >= schedule.MandatoryAt)
        {
            return Urgent(urgent);
        }

        // A wait that began early must not reach far into the time in which it becomes urgent.
        DateTimeOffset relaxed = now + Min(
            Delay(options.MaxFailureDelay), circuit is { } open ? open + (jitter * ProbesToSkip * open) : TimeSpan.MaxValue);
        return relaxed - schedule.MandatoryAt > jitter * urgent ? schedule.MandatoryAt + (jitter * urgent) : relaxed;
    }

    /// <summary>A transient failure that left readers without a session is remembered for a burst of them and no longer.</summary>
    public static DateTimeOffset ForgetFailure(DateTimeOffset now) => now + FailureMemory;

    /// <summary>A denial that readers see is remembered for 1 to 5 seconds, so that STS is not asked by each of them.</summary>
    public static DateTimeOffset ForgetDenial(DateTimeOffset now, double random) =>
        now + MinDenialMemory + (random * (MaxDenialMemory - MinDenialMemory));

    /// <summary>The most of a wait that began while there was a session to serve, once that session is lost.</summary>
    public static TimeSpan AfterLoss(RoleChainRefreshOptions options, double random) =>
        Jitter(options, random) * options.MaxUrgentFailureDelay;

    private static double Jitter(RoleChainRefreshOptions options, double random) => options.JitterFraction == 0 ? 1 : random;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
