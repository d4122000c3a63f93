using System.Runtime.CompilerServices;

namespace RoleChaining.Sts;

/// <summary>
/// STS's clock less a clock of this machine, as the last answer showed it. All chains on the same clock share it. Thread-safe.
/// </summary>
internal sealed class StsClockOffset
{
    /// <summary>A clock that is off by more than this does not show the time of day: it is a simulation's, and is taken as it is.</summary>
    private static readonly TimeSpan LargestOffset = TimeSpan.FromDays(1);

    private static readonly ConditionalWeakTable<TimeProvider, StsClockOffset> ByClock = [];

    private const long Unknown = long.MinValue;

    private long _ticks = Unknown;

    /// <summary>Null before the first answer.</summary>
    public TimeSpan? Value => Volatile.Read(ref _ticks) is var ticks and not Unknown ? new TimeSpan(ticks) : null;

    public void Set(TimeSpan offset) => Volatile.Write(ref _ticks, offset.Ticks);

    public static StsClockOffset Get(TimeProvider clock) => ByClock.GetValue(clock, static _ => new StsClockOffset());

    public static TimeSpan Compute(StsExchange exchange) =>
        exchange.ServerTime - exchange.SentAt is { } offset && offset.Duration() < LargestOffset ? offset : TimeSpan.Zero;
}
