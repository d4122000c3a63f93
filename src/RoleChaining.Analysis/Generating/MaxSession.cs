namespace RoleChaining.Generating;

/// <summary>The MaxSessionDuration that a role needs.</summary>
internal static class MaxSession
{
    /// <summary>That of a role which does not say more, and the least that a role may have.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromHours(1);

    /// <summary>In seconds; null where AWS's hour is enough.</summary>
    public static int? Find(IEnumerable<HopPolicies> hops)
    {
        TimeSpan longest = hops.Select(hop => hop.Hop.Duration ?? Default).DefaultIfEmpty(Default).Max();
        return longest > Default ? (int)longest.TotalSeconds : null;
    }
}
