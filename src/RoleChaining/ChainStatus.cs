namespace RoleChaining;

/// <summary>How a chain stands at one moment, hop by hop. Holds no secret.</summary>
public sealed record ChainStatus
{
    internal ChainStatus()
    {
    }

    /// <summary>The source (hop 0) and every hop, in order.</summary>
    public required IReadOnlyList<HopStatus> Hops { get; init; }

    /// <summary>The last hop: what the chain's readers get.</summary>
    public HopStatus Final => Hops[^1];
}
