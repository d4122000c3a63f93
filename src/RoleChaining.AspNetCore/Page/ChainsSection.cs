using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>Every chain and pool, hop by hop.</summary>
internal static class ChainsSection
{
    public static void Write(HtmlWriter html, StatusReport report, string search)
    {
        html.Write($"<section><h2>Chains</h2>");
        if (report.Chains.Count == 0)
        {
            html.Write($"<p>No chain is registered.</p>");
        }

        foreach (ChainReport chain in report.Chains)
        {
            WriteChain(html, chain, StatusPage.NameOf(chain.Name), $"chain {chain.Name}");
        }

        html.Write($"</section>");
        foreach (PoolReport pool in report.Pools)
        {
            html.Write($"""
                <section><h2>Pool {StatusPage.NameOf(pool.Name)}</h2>
                <p>{pool.Count} tenants are kept, {pool.Failed} fail, {pool.Degraded} cannot be refreshed.</p>
                """);
            WriteChain(html, pool.Hub, "hub", $"hub {pool.Name}");
            html.Write($"<h3>{TenantsTitle(pool, search)}</h3>");
            foreach (ChainReport tenant in pool.Tenants)
            {
                WriteChain(html, tenant, tenant.Name, $"tenant {pool.Name} {tenant.Name}");
            }

            html.Write($"</section>");
        }
    }

    private static string TenantsTitle(PoolReport pool, string search) => (pool.Tenants.Count, search.Length) switch
    {
        (0, 0) => "No tenant has been asked for",
        (0, _) => $"No tenant matches “{search}”",
        (_, 0) => pool.Count > pool.Tenants.Count ? $"The worst {pool.Tenants.Count} of {pool.Count} tenants" : "Tenants",
        _ => $"Tenants that match “{search}”, {pool.Tenants.Count} shown",
    };

    private static void WriteChain(HtmlWriter html, ChainReport chain, string name, string id)
    {
        html.Write($"""
            <details class="chain {chain.State.ToString()}" id="{id}"><summary><b>{name}</b> <span class="state">{Describe(chain.State) + HopWords.Waiting(chain.Waiting)}</span></summary>
            <div class="scroll"><table><thead><tr><th>Hop</th><th>Role</th><th>State</th><th>Life left</th><th>Expires</th><th>Next refresh</th><th>Access key id</th><th>Request id</th></tr></thead><tbody>
            """);
        foreach (HopReport hop in chain.Hops)
        {
            html.Write($"<tr class=\"{hop.State.ToString()}\"><td>{hop.Number}</td><td>{hop.RoleArn ?? "source"}</td><td>{HopWords.Describe(hop)}</td><td>");
            HopWords.WriteBar(html, hop);
            html.Write($"</td><td>{Moment(hop.ExpiresAt)}</td><td>{Moment(hop.NextRefreshAt)}</td><td>{hop.AccessKeyId}</td><td>{hop.RequestId}</td></tr>");
        }

        html.Write($"</tbody></table></div></details>");
    }

    private static string Describe(ChainState state) => state switch
    {
        ChainState.NotRead => "not read yet",
        ChainState.Healthy => "works",
        ChainState.Degraded => "works, but a refresh fails",
        _ => "fails",
    };

    private static string Moment(DateTimeOffset? moment) => moment is { } known ? StatusPage.Describe(known) : "";
}
