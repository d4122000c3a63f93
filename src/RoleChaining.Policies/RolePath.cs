namespace RoleChaining;

/// <summary>A way by which a principal comes to a role. Immutable.</summary>
public sealed class RolePath
{
    internal RolePath(IReadOnlyList<RolePathHop> hops) => Hops = hops;

    /// <summary>The hops in the order in which they are made.</summary>
    public IReadOnlyList<RolePathHop> Hops { get; }

    /// <summary>Who begins: see <see cref="RolePathHop.Caller"/>.</summary>
    public string From => Hops[0].Caller;

    /// <summary>The role that is reached.</summary>
    public string To => Hops[^1].RoleArn;

    /// <summary>Allowed where every hop is; unknown where one depends on what the call brings.</summary>
    public IamOutcome Outcome => Hops.All(hop => hop.Outcome == IamOutcome.Allowed) ? IamOutcome.Allowed : IamOutcome.Unknown;

    /// <summary>The principals in order.</summary>
    public override string ToString() => string.Join(" -> ", Hops.Select(hop => hop.Caller).Append(To));
}
