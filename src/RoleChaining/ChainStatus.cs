namespace RoleChaining;

/// <summary>How a chain stands at one moment, hop by hop. Holds no secret.</summary>
public sealed record ChainStatus
{
    internal ChainStatus()
    {
    }

    /// <summary>The source (hop 0) and every hop, in order.</summary>
    public required IReadOnlyList<HopStatus> Hops { get; init; }

    /// <summary>
    /// Whether readers get credentials although no refresh succeeds: the session is valid, or served on in an outage
    /// (<see cref="RoleChainRefreshOptions.ExpiredGrace"/>). False also for a chain that nobody has read yet.
    /// </summary>
    public required bool IsServing { get; init; }

    /// <summary>The last hop: what the chain's readers get.</summary>
    public HopStatus Final => Hops[^1];
}
