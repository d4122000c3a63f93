using RoleChaining.Planning;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>
/// The sessions of one source. Its root is the source, an edge is a hop, and chains with a common prefix share its nodes, so that a
/// hub is assumed once for a thousand spokes. Never shared between sources or chain-wide options.
/// </summary>
internal sealed class SessionTree(ISessionIssuer source, StsGateway sts, SessionContext context)
{
    private readonly SessionNode _root = new(source, context);

    public SessionContext Context => context;

    public SessionNode Source => _root;

    public StsGateway Sts => sts;

    /// <summary>The node of a chain's last hop, made with those before it where they are new.</summary>
    public SessionNode GetLeaf(RoleChain chain)
    {
        SessionNode node = _root;
        foreach (RoleHop hop in chain.Hops)
        {
            SessionNode parent = node;
            node = parent.Children.GetOrAdd(
                new HopIdentity(hop), () => new SessionNode(CreateIssuer(new HopIssuer(parent, hop, sts, context)), context));
        }

        return node;
    }

    /// <summary>The address that a hop's first call goes to; null where it is not known without a call.</summary>
    public Uri? FindStsAddress(RoleHop hop) => sts.FindAddress(hop);

    private ISessionIssuer CreateIssuer(HopIssuer hop) =>
        context.Cache is { } cache && hop.Hop.ShareSession && !hop.HasUnknownContexts ? new CachedIssuer(hop, cache, context) : hop;
}
