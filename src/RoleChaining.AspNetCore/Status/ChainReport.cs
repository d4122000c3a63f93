namespace RoleChaining.Status;

/// <summary>One chain: a registered one, a pool's hub or a tenant's.</summary>
/// <param name="Name">Its name; empty for the unnamed chain.</param>
/// <param name="State">How it stands for its readers.</param>
/// <param name="Hops">The source and its hops.</param>
internal sealed record ChainReport(string Name, ChainState State, IReadOnlyList<HopReport> Hops)
{
    /// <summary>The last hop whose refresh has failed, because its error is nearest to what readers see.</summary>
    public HopReport? Problem => Hops.LastOrDefault(hop => hop.LastFailure is not null);

    /// <summary>The readers of the chain that wait for a session.</summary>
    public int Waiting => Hops[^1].WaitingReaders;
}
