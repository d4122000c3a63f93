using RoleChaining.DependencyInjection;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;

namespace RoleChaining.Health;

/// <summary>
/// Reads what has failed, no sooner than any reader could have STS asked. Nothing else would notice that STS works again: an earlier hop is
/// read only when a later one is renewed, and a tenant may have no readers any more.
/// </summary>
internal static class Recovery
{
    private const int MostTenants = 10;

    /// <summary>
    /// The hub, and the tenants that have waited longest for their next attempt. The check does not wait for tenants: their outage must not
    /// make it run into the time limit of those who ask for it. The next one sees what came of it.
    /// </summary>
    public static async Task TryAsync(IPoolView pool, CancellationToken cancellationToken)
    {
        await TryAsync(pool.Hub.Branch.Leaf, cancellationToken).ConfigureAwait(false);
        IEnumerable<SessionNode> failing = pool.Tenants.Select(tenant => tenant.Credentials.LeafOrNull).OfType<SessionNode>()
            .Where(leaf => leaf is { State.LastFailure: not null, IsRefreshing: false })
            .OrderBy(leaf => leaf.State.NextAttemptAt)
            .Take(MostTenants);
        foreach (SessionNode leaf in failing)
        {
            _ = TryAsync(leaf, CancellationToken.None);
        }
    }

    /// <summary>The nodes of a chain from its last to the source.</summary>
    public static async Task TryAsync(SessionNode leaf, CancellationToken cancellationToken)
    {
        for (SessionNode? node = leaf; node is not null; node = node.Issuer.Parent)
        {
            if (node.State.LastFailure is null)
            {
                continue;
            }

            try
            {
                await node.ReadAsync(TimeSpan.Zero, async: true, cancellationToken).ConfigureAwait(false);
            }
            catch (HopFailedException)
            {
                // The status holds the failure.
            }
        }
    }
}
