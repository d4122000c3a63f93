namespace RoleChaining.Testing;

/// <summary>The server's times, as a file or a request sets them.</summary>
internal static class ClockSettings
{
    /// <summary>Sets them when it is called.</summary>
    /// <exception cref="FormatException">A setting is none.</exception>
    public static Action Read(LocalSts sts, ConfigurationObject clock)
    {
        DateTimeOffset? now = clock.OptionalTime("now");
        TimeSpan? advance = clock.Duration("advance");
        TimeSpan? offset = clock.Duration("offset");
        TimeSpan? propagationDelay = clock.Duration("propagationDelay");
        TimeSpan? sessionLifetime = clock.Duration("sessionLifetime");
        clock.RefuseUnknown();
        if (now is not null && advance is not null)
        {
            throw clock.Fault("advance", "is not for a clock that has now too");
        }

        if (advance < TimeSpan.Zero)
        {
            throw clock.Fault("advance", "is to be 0 or more");
        }

        if (propagationDelay < TimeSpan.Zero)
        {
            throw clock.Fault("propagationDelay", "is to be 0 or more");
        }

        if (sessionLifetime < TimeSpan.Zero)
        {
            throw clock.Fault("sessionLifetime", "is to be 0, as long as asked, or more");
        }

        return () =>
        {
            LocalClock local = sts.Engine.Clock;
            if (now is { } time)
            {
                local.Shift = time - local.TimeProvider.GetUtcNow();
            }

            if (advance is { } step)
            {
                Advance(local, step, clock);
            }

            if (offset is { } wrong)
            {
                sts.ClockOffset = wrong;
            }

            if (propagationDelay is { } delay)
            {
                local.PropagationDelay = delay;
            }

            if (sessionLifetime is { } cap)
            {
                sts.SessionLifetimeCap = cap == TimeSpan.Zero ? null : cap;
            }
        };
    }

    // Times are written with four digits of a year, and sessions end some hours later.
    private static void Advance(LocalClock clock, TimeSpan step, ConfigurationObject settings)
    {
        if (clock.Now.AddDays(1) > DateTimeOffset.MaxValue.AddYears(-1000) - step)
        {
            throw settings.Fault("advance", "goes beyond the year 9000");
        }

        clock.Shift += step;
    }
}
