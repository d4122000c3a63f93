namespace RoleChaining.Simulation.Peers;

/// <summary>A refresh of a peer's failed.</summary>
internal sealed class PeerFailure(string code, bool isTransient) : Exception(code)
{
    /// <summary>Throttling, outages, connection faults, and STS's ExpiredToken; not a denial.</summary>
    public bool IsTransient => isTransient;
}
