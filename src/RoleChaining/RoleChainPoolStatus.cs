namespace RoleChaining;

/// <summary>How a pool stands at one moment. Plain data, which System.Text.Json writes; holds no secret.</summary>
public sealed record RoleChainPoolStatus
{
    internal RoleChainPoolStatus()
    {
    }

    /// <summary>The hub, which all keys share.</summary>
    public required ChainStatus Hub { get; init; }

    /// <summary>The keys that are kept alive.</summary>
    public required int Count { get; init; }

    /// <summary>The keys whose sessions are valid but could not be refreshed.</summary>
    public required int Degraded { get; init; }

    /// <summary>
    /// The keys that have no valid session, because asking for it failed. A key for which no hops were found is not kept.
    /// </summary>
    public required int Failed { get; init; }

    /// <summary>The hops that stand badly, of ten keys at most.</summary>
    public required IReadOnlyList<HopStatus> Problems { get; init; }

    /// <summary>The counts and the hub, and each problem on a line of its own.</summary>
    public override string ToString() => string.Join("\n  ", [$"{Count} tenants, {Degraded} degraded, {Failed} failed; hub: {Hub}", .. Problems]);
}
