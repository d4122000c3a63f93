namespace RoleChaining.Trails;

/// <summary>A chain as it was walked: from the session asked for back to its source.</summary>
internal sealed class WalkedBack
{
    public List<TrailHop> Hops { get; } = [];

    public List<TrailGap> Gaps { get; } = [];

    public TrailSource? Source { get; set; }
}
