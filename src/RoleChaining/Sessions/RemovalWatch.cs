namespace RoleChaining.Sessions;

/// <summary>
/// The tenants of this process whose session a node is, and since when they are known: a removal in another process ends those that are
/// known since before. Held weakly. Thread-safe.
/// </summary>
internal sealed class RemovalWatch
{
    private readonly Lock _gate = new();
    private readonly List<(WeakReference<IRemovable> Tenant, long Since)> _tenants = [];

    /// <param name="tenant">Who ends.</param>
    /// <param name="since">A time stamp of the chain's clock.</param>
    public void Add(IRemovable tenant, long since)
    {
        lock (_gate)
        {
            _tenants.RemoveAll(known => !known.Tenant.TryGetTarget(out IRemovable? other) || other == tenant);
            _tenants.Add((new WeakReference<IRemovable>(tenant), since));
        }
    }

    /// <summary>Ends the tenants that were known before a removal.</summary>
    /// <param name="isBefore">Whether a time stamp is before it.</param>
    /// <returns>Whether the session ended with them.</returns>
    public bool End(Func<long, bool> isBefore)
    {
        List<IRemovable> ended = [];
        lock (_gate)
        {
            _tenants.RemoveAll(known =>
            {
                bool ends = isBefore(known.Since);
                if (ends && known.Tenant.TryGetTarget(out IRemovable? tenant))
                {
                    ended.Add(tenant);
                }

                return ends;
            });
        }

        bool any = false;
        foreach (IRemovable tenant in ended)
        {
            any |= tenant.EndRemoved();
        }

        return any;
    }
}
