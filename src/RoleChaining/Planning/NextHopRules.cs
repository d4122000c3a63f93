namespace RoleChaining.Planning;

/// <summary>The rules of a hop that may do nothing but assume the next one.</summary>
internal static class NextHopRules
{
    public static void Check(RoleHopOptions? hop, bool isLast, ChainErrors errors)
    {
        const string Property = nameof(RoleHopOptions.RestrictToNextHop);
        if (hop is not { RestrictToNextHop: true })
        {
            return;
        }

        if (isLast)
        {
            errors.Add(
                Property,
                "is set, but no hop follows in this chain; remove it, or set Policy. The hops of a pool's tenants and those that are added to "
                + "credentials do not count, because this hop's session is the same for all of them");
        }

        // Session policies of one call add up, so the session could do more than the next hop.
        if (hop.Policy is not null || hop.PolicyArns.Count > 0)
        {
            errors.Add(Property, "is set beside Policy or PolicyArns, which would allow more; keep one of them");
        }
    }
}
