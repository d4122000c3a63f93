namespace RoleChaining.Sessions;

/// <summary>One plan with its nodes in a tree: what a chain's credentials stand on. Immutable.</summary>
internal sealed class ChainBranch(SessionTree tree, RoleChain chain, RoleChainSourceOptions source)
{
    public SessionTree Tree => tree;

    public RoleChain Chain => chain;

    public RoleChainSourceOptions Source => source;

    /// <summary>The node of the last hop.</summary>
    public SessionNode Leaf { get; } = tree.GetLeaf(chain);
}
