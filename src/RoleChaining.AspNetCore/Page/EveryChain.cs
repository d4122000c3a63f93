using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>The chains of a report and those that a search left out, each by the name that a sentence calls it.</summary>
internal static class EveryChain
{
    public static IEnumerable<(ChainReport Chain, string Name)> Of(StatusReport report) =>
        report.Chains.Select(chain => (chain, NameOfChain(chain)))
            .Concat(report.Pools.SelectMany(pool => pool.Tenants.Concat(pool.LeftOut)
                .Select(tenant => (tenant, $"tenant {tenant.Name} of {NameOf(pool)}"))
                .Prepend((pool.Hub, $"the hub of {NameOf(pool)}"))));

    /// <summary>What a pool is called in a sentence.</summary>
    public static string NameOf(PoolReport pool) => pool.Name.Length == 0 ? "the unnamed pool" : $"pool {pool.Name}";

    private static string NameOfChain(ChainReport chain) => chain.Name.Length == 0 ? "the unnamed chain" : $"chain {chain.Name}";
}
