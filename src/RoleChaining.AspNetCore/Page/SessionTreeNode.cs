using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>
/// One session of the tree that the chains of a process form: chains that share a source or a hub share its node.
/// </summary>
internal sealed class SessionTreeNode(HopReport hop)
{
    private readonly Dictionary<(string? Role, string? Key), SessionTreeNode> _children = [];

    public HopReport Hop { get; } = hop;

    /// <summary>The chains that end here.</summary>
    public List<string> Names { get; } = [];

    public IEnumerable<SessionTreeNode> Children => _children.Values;

    /// <summary>The roots of the tree: the sources, each with the hops after it.</summary>
    public static IReadOnlyList<SessionTreeNode> Create(StatusReport report)
    {
        Dictionary<(string? Role, string? Key), SessionTreeNode> roots = [];
        foreach (ChainReport chain in report.Chains)
        {
            Add(chain, StatusPage.NameOf(chain.Name));
        }

        foreach (PoolReport pool in report.Pools)
        {
            Add(pool.Hub, $"hub of {StatusPage.NameOf(pool.Name)}");
            foreach (ChainReport tenant in pool.Tenants)
            {
                Add(tenant, tenant.Name);
            }
        }

        return [.. roots.Values];

        void Add(ChainReport chain, string name)
        {
            Dictionary<(string? Role, string? Key), SessionTreeNode> level = roots;
            SessionTreeNode? node = null;
            foreach (HopReport hop in chain.Hops)
            {
                (string?, string?) identity = (hop.RoleArn, hop.AccessKeyId);
                if (!level.TryGetValue(identity, out node))
                {
                    level[identity] = node = new SessionTreeNode(hop);
                }

                level = node._children;
            }

            node?.Names.Add(name);
        }
    }
}
