using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>
/// When a session is refreshed: pure arithmetic on its lifetime. The default advisory window takes half of a session's lifetime at most,
/// and a window of the application's own three quarters. Otherwise a short session would be refreshed on every read.
/// </summary>
internal sealed record RefreshSchedule
{
    private static readonly TimeSpan UnknownExpiryInterval = TimeSpan.FromMinutes(1);

    /// <summary>From here on a refresh runs in the background: the advisory window's start, spread by jitter.</summary>
    public required DateTimeOffset RefreshAt { get; init; }

    /// <summary>From here on readers wait for the refresh.</summary>
    public required DateTimeOffset MandatoryAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Until here the session may sign a call to STS that starts now.</summary>
    public required DateTimeOffset SignsUntil { get; init; }

    /// <param name="random">A number from 0 to 1 that places the refresh within the spread.</param>
    public static RefreshSchedule For(RoleSession session, RoleChainRefreshOptions options, double random)
    {
        if (!session.HasKnownExpiry)
        {
            // Nothing says when such a source rotates its keys, so it is asked again now and then.
            return new RefreshSchedule
            {
                RefreshAt = session.IssuedAt + UnknownExpiryInterval,
                MandatoryAt = session.ExpiresAt,
                ExpiresAt = session.ExpiresAt,
                SignsUntil = session.ExpiresAt,
            };
        }

        TimeSpan lifetime = session.ExpiresAt - session.IssuedAt;
        TimeSpan advisory = AdvisoryWindow.Find(lifetime, options);
        TimeSpan mandatory = Min(options.MandatoryWindow, advisory / 3);
        TimeSpan spread = Min(advisory * options.JitterFraction * random, advisory - mandatory);
        return new RefreshSchedule
        {
            RefreshAt = session.ExpiresAt - advisory + spread,
            MandatoryAt = session.ExpiresAt - mandatory,
            ExpiresAt = session.ExpiresAt,
            SignsUntil = session.ExpiresAt - (mandatory / 6),
        };
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
