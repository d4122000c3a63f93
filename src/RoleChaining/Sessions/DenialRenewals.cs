using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>
/// How often a node renews its session because calls that the session signed were denied. Thread-safe: a lost update costs one renewal.
/// </summary>
internal sealed class DenialRenewals
{
    /// <summary>A session this new was issued after any revocation that could explain the denial.</summary>
    private static readonly TimeSpan NewSession = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private TimeSpan _interval = FirstInterval;
    private long? _last;

    public bool MayRenew(TimeProvider clock, RoleSession session)
    {
        lock (_gate)
        {
            return clock.GetUtcNow() - session.IssuedAt > NewSession
                && (_last is not { } last || clock.GetElapsedTime(last) >= _interval);
        }
    }

    /// <summary>Counts a renewal. Until one has helped, the next one comes after twice the time.</summary>
    public void Count(TimeProvider clock)
    {
        lock (_gate)
        {
            if (_last is not null)
            {
                _interval = _interval < LongestInterval / 2 ? _interval * 2 : LongestInterval;
            }

            _last = clock.GetTimestamp();
        }
    }

    public void Helped()
    {
        lock (_gate)
        {
            _interval = FirstInterval;
        }
    }
}
