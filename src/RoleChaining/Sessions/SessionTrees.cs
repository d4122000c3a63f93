namespace RoleChaining.Sessions;

/// <summary>The session trees of one container: chains with the same source and equal chain-wide options share one. Thread-safe.</summary>
internal sealed class SessionTrees
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TreeIdentity, SessionTree> _trees = [];

    public SessionTree GetOrAdd(TreeIdentity identity, Func<SessionTree> create)
    {
        lock (_gate)
        {
            return _trees.TryGetValue(identity, out SessionTree? tree) ? tree : _trees[identity] = create();
        }
    }
}
