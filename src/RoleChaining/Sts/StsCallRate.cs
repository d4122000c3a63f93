using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.Sts;

/// <summary>
/// Spreads the calls of one calling account over time, so that a fan-out leaves room in
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">STS's 600 requests a second</see>, which the
/// account's other programs share: a burst at once, then a steady rate. No second sees more than the two together. That is below 600 even
/// when calls that a busy machine held up come on top (<see cref="StsAccount"/> lets 50 go at a time).
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The queue holds nothing but memory, as its account does.")]
internal sealed class StsCallRate(TimeProvider clock)
{
    public const int CallsPerSecond = 440;
    public const int Burst = 100;

    private readonly long _interval = clock.TimestampFrequency / CallsPerSecond;

    // Only the first call in the queue has a timer. The others wait for that call.
    private readonly SemaphoreSlim _queue = new(1);

    // When the next call would be due if all had come one interval apart.
    private long _due = clock.GetTimestamp();

    /// <summary>Whether a call may be sent at once, which it then must be.</summary>
    public bool TryTake() => Take() == TimeSpan.Zero;

    /// <summary>Returns when a call may be sent.</summary>
    public async ValueTask TakeAsync(bool async, CancellationToken cancellationToken)
    {
        await _queue.WaitAsync(cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
        try
        {
            // Asked again after each wait: a late timer must not make up for the time it lost.
            while (Take() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
            }
        }
        finally
        {
            _queue.Release();
        }
    }

    /// <summary>Zero when a call may be sent at once, which it then must be; else the time until one may.</summary>
    private TimeSpan Take()
    {
        while (true)
        {
            long now = clock.GetTimestamp();
            long due = Volatile.Read(ref _due);
            long next = Math.Max(due, now) + _interval;
            long early = next - (Burst * _interval) - now;
            if (early > 0)
            {
                return clock.GetElapsedTime(0, early) is var wait && wait > TimeSpan.FromMilliseconds(1)
                    ? wait
                    : TimeSpan.FromMilliseconds(1);
            }

            if (Interlocked.CompareExchange(ref _due, next, due) == due)
            {
                return TimeSpan.Zero;
            }
        }
    }
}
