namespace RoleChaining.Sts;

/// <summary>
/// Spreads the calls of one calling account over time, so that a fan-out leaves room in
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">STS's 600 requests a second</see>, which the
/// account's other programs share: a burst at once, then a steady pace. No second sees more than the two together; they are below 600
/// because a timer may fire late.
/// </summary>
internal sealed class StsPace(TimeProvider clock)
{
    public const int CallsPerSecond = 480;
    public const int Burst = 100;

    private readonly long _interval = clock.TimestampFrequency / CallsPerSecond;

    // When the next call would be due if all had come one interval apart.
    private long _due = clock.GetTimestamp();

    /// <summary>Takes a place in the line; how long to wait for it.</summary>
    public TimeSpan Take()
    {
        while (true)
        {
            long now = clock.GetTimestamp();
            long due = Volatile.Read(ref _due);
            long next = Math.Max(due, now) + _interval;
            if (Interlocked.CompareExchange(ref _due, next, due) == due)
            {
                long early = next - (Burst * _interval) - now;
                return early <= 0 ? TimeSpan.Zero : clock.GetElapsedTime(0, early);
            }
        }
    }
}
