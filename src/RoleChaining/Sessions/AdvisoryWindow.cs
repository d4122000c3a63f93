namespace RoleChaining.Sessions;

/// <summary>How long before its expiry a session is refreshed in the background.</summary>
internal static class AdvisoryWindow
{
    /// <summary>
    /// The application's own window, of which a session gives up three quarters of its lifetime at most; else that of the AWS SDKs' table,
    /// of which it gives up half.
    /// </summary>
    public static TimeSpan Find(TimeSpan lifetime, RoleChainRefreshOptions options)
    {
        (TimeSpan window, TimeSpan most) = options.AdvisoryWindow is { } own
            ? (own, lifetime * 0.75)
            : (FindInTable(lifetime), lifetime / 2);
        return window < most ? window : most;
    }

    /// <summary>
    /// By the lifetime when the session was issued: 5 minutes for a lifetime up to 20 minutes, 15 minutes below 90 minutes, else 60
    /// minutes. The AWS SDKs share this table.
    /// </summary>
    private static TimeSpan FindInTable(TimeSpan lifetime) => TimeSpan.FromMinutes(lifetime.TotalMinutes switch
    {
        <= 20 => 5,
        < 90 => 15,
        _ => 60,
    });
}
