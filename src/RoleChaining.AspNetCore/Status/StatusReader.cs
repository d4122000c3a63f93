using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RoleChaining.DependencyInjection;

namespace RoleChaining.Status;

/// <summary>Reads how the chains and pools of an application stand. Costs no call and starts no refresh.</summary>
internal static class StatusReader
{
    /// <summary>Enough to see what is wrong; a pool may have thousands.</summary>
    private const int MostTenants = 20;

    /// <param name="services">The application's services.</param>
    /// <param name="search">Shows the tenants whose name or role contains this; empty shows the worst ones.</param>
    public static StatusReport Read(IServiceProvider services, string search)
    {
        ChainDefinitions? definitions = services.GetService<ChainDefinitions>();
        TimeProvider clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        return new StatusReport(
            clock.GetUtcNow(),
            services.GetService<IHostEnvironment>()?.ApplicationName ?? "",
            Environment.MachineName,
            [.. (definitions?.Chains ?? []).Select(chain => ReadChain(services, chain.Name)).OrderByDescending(chain => chain.State)],
            [.. (definitions?.Pools ?? []).Select(pool => ReadPool(services, pool, search)).OrderByDescending(Worst)]);
    }

    private static ChainState Worst(PoolReport pool) =>
        pool.Tenants.Concat(pool.LeftOut).Select(tenant => tenant.State).Append(pool.Hub.State).Max();

    private static ChainReport ReadChain(IServiceProvider services, string name)
    {
        try
        {
            ChainedAWSCredentials credentials = name.Length == 0
                ? services.GetRequiredService<ChainedAWSCredentials>()
                : services.GetRequiredKeyedService<ChainedAWSCredentials>(name);
            return HopReports.Create(name, credentials.Status, credentials.Clock);
        }
        catch (Exception e)
        {
            return HopReports.Unusable(name, e);
        }
    }

    private static PoolReport ReadPool(IServiceProvider services, PoolDefinition definition, string search)
    {
        string name = definition.Hub.Name;
        try
        {
            IPoolView pool = definition.Find!(services);
            RoleChainPoolStatus status = pool.Status;
            ILookup<bool, ChainReport> tenants = ReadTenants(pool).ToLookup(tenant => Matches(tenant, search));
            return new PoolReport(
                name,
                HopReports.Create(name, status.Hub, pool.Clock),
                status.Count,
                status.Degraded,
                status.Failed,
                [.. tenants[true].Take(MostTenants)])
            {
                LeftOut = [.. tenants[false].Where(tenant => tenant.Problem is not null || tenant.Waiting > 0).Take(MostTenants)],
            };
        }
        catch (Exception e)
        {
            return new PoolReport(name, HopReports.Unusable(name, e), 0, 0, 0, []);
        }
    }

    /// <summary>The worst first.</summary>
    private static IEnumerable<ChainReport> ReadTenants(IPoolView pool) =>
        from tenant in pool.Tenants
        let status = tenant.Credentials.StatusOrNull // null for one that has just been removed
        where status is not null
        let report = HopReports.Create(tenant.Name, status, tenant.Credentials.Clock)
        orderby report.State descending, report.Waiting descending
        select report;

    private static bool Matches(ChainReport tenant, string search) =>
        search.Length == 0
        || tenant.Name.Contains(search, StringComparison.OrdinalIgnoreCase)
        || tenant.Hops[^1].RoleArn?.Contains(search, StringComparison.OrdinalIgnoreCase) == true;
}
