namespace RoleChaining.Generating;

/// <summary>The MaxSessionDuration that a role needs.</summary>
internal static class MaxSession
{
    private const int DefaultSeconds = 3600;

    /// <summary>In seconds; null where AWS's hour is enough.</summary>
    public static int? Find(IEnumerable<HopPolicies> hops)
    {
        int seconds = hops.Max(hop => (int)(hop.Hop.Duration?.TotalSeconds ?? DefaultSeconds));
        return seconds > DefaultSeconds ? seconds : null;
    }
}
