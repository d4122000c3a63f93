using Medallion.Threading;
using Microsoft.Extensions.Caching.Distributed;

namespace RoleChaining.Caching;

/// <summary>
/// A lock that spares calls and guards nothing: who does not get it in time goes on without it. Who waits looks for the session that the
/// holder stores, rather than for the lock: so all that wait go on at once, and not one after the other.
/// </summary>
internal sealed class AdvisoryLock(IDistributedLockProvider locks, IDistributedCache cache, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <returns>The lock; null where another one has stored a session meanwhile, or the time is over.</returns>
    public async ValueTask<IAsyncDisposable?> WaitAsync(EntryNames names, TimeSpan timeout, CancellationToken cancellationToken)
    {
        IDistributedLock own = locks.CreateLock(names.Lock);
        long begun = clock.GetTimestamp();
        byte[]? known = null;
        for (int attempt = 0; ; attempt++)
        {
            if (await own.TryAcquireAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false) is { } taken)
            {
                return taken;
            }

            byte[]? entry = await cache.GetAsync(names.Session, cancellationToken).ConfigureAwait(false);
            TimeSpan left = timeout - clock.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || (attempt > 0 && IsAnother(entry, known)))
            {
                return null;
            }

            known = entry ?? known;
            TimeSpan pause = Pause(attempt);
            await Task.Delay(pause < left ? pause : left, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>They grow, and no two processes keep step.</summary>
    private static TimeSpan Pause(int attempt)
    {
        TimeSpan longest = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempt, 10)));
        return longest * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>One that is gone was revoked, or was over: it is no reason to go on without the lock.</summary>
    private static bool IsAnother(byte[]? entry, byte[]? known) =>
        entry is not null && !(known is not null && entry.AsSpan().SequenceEqual(known));
}
