namespace RoleChaining;

/// <summary>When sessions are refreshed, and what happens when a refresh fails. All durations are positive.</summary>
public sealed class RoleChainRefreshOptions
{
    /// <summary>How long before expiry a session is refreshed in the background.</summary>
    /// <value>
    /// Default <see langword="null"/>: the AWS SDKs' table by the session's lifetime, 5 minutes up to 20 minutes, 15 minutes below 90
    /// minutes, else 60 minutes. A session gives up half of its lifetime at most, and three quarters to a window that is set here.
    /// </value>
    public TimeSpan? AdvisoryWindow { get; set; }

    /// <summary>
    /// How long before expiry readers start to wait for the refresh. A reader waits for half of the session's remaining life at most.
    /// Then it gets the session, which is still valid. Once a refresh has failed, readers do not wait.
    /// </summary>
    /// <value>Default 1 minute; never longer than the advisory window.</value>
    public TimeSpan MandatoryWindow { get; set; } = RoleChainDefaults.MandatoryWindow;

    /// <summary>
    /// The part of the advisory window, 0 to 1, over which the start of a refresh is spread, so that many processes do not refresh at the
    /// same moment. 0 turns all jitter off, that of the failure delays included. A late start is a risk too: an outage may begin before it.
    /// </summary>
    /// <value>Default 0.1: 90 seconds of a window of 15 minutes.</value>
    public double JitterFraction { get; set; } = RoleChainDefaults.JitterFraction;

    /// <summary>The longest wait after a first failed refresh; it doubles with every further one.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan FailureDelay { get; set; } = RoleChainDefaults.FailureDelay;

    /// <summary>The longest wait between failed refreshes while the session is valid beyond the mandatory window.</summary>
    /// <value>Default 60 seconds.</value>
    public TimeSpan MaxFailureDelay { get; set; } = RoleChainDefaults.MaxFailureDelay;

    /// <summary>The longest wait between failed refreshes in the mandatory window and when there is no valid session.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan MaxUrgentFailureDelay { get; set; } = RoleChainDefaults.MaxUrgentFailureDelay;

    /// <summary>
    /// How long an expired session is still served while its refresh fails for a transient cause, unless a service rejects it: AWS
    /// services may extend the validity of sessions while STS is out of order.
    /// </summary>
    /// <value>Default 1 hour; zero never serves an expired session.</value>
    public TimeSpan ExpiredGrace { get; set; } = RoleChainDefaults.ExpiredGrace;

    /// <summary>What a reader gets while the session is valid but AWS has denied its refresh.</summary>
    /// <value>Default <see cref="DeniedBehavior.KeepServing"/>.</value>
    public DeniedBehavior OnDenied { get; set; } = DeniedBehavior.KeepServing;

    /// <summary>Every setting, for comparing.</summary>
    internal IEnumerable<object?> Settings =>
        [AdvisoryWindow, MandatoryWindow, JitterFraction, FailureDelay, MaxFailureDelay, MaxUrgentFailureDelay, ExpiredGrace, OnDenied];

    internal RoleChainRefreshOptions Copy() => (RoleChainRefreshOptions)MemberwiseClone();
}
