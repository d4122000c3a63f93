using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>The chains of a report, each by the name that a sentence calls it.</summary>
internal static class EveryChain
{
    public static IEnumerable<(ChainReport Chain, string Name)> Of(StatusReport report) =>
        report.Chains.Select(chain => (chain, StatusPage.NameOf(chain.Name)))
            .Concat(report.Pools.SelectMany(pool => pool.Tenants
                .Select(tenant => (tenant, $"{tenant.Name} of {StatusPage.NameOf(pool.Name)}"))
                .Prepend((pool.Hub, $"hub of {StatusPage.NameOf(pool.Name)}"))));
}
