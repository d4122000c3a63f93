namespace RoleChaining.Sessions;

/// <summary>
/// The session trees of one container: chains with the same source and equal chain-wide options share one. Held weakly: a tree goes with
/// its last chain, which may have moved to other options. Thread-safe.
/// </summary>
internal sealed class SessionTrees
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TreeIdentity, WeakReference<SessionTree>> _trees = [];

    public SessionTree GetOrAdd(TreeIdentity identity, Func<SessionTree> create)
    {
        lock (_gate)
        {
            if (_trees.TryGetValue(identity, out WeakReference<SessionTree>? known) && known.TryGetTarget(out SessionTree? tree))
            {
                return tree;
            }

            foreach ((TreeIdentity gone, _) in _trees.Where(entry => !entry.Value.TryGetTarget(out _)).ToArray())
            {
                _trees.Remove(gone);
            }

            tree = create();
            _trees[identity] = new WeakReference<SessionTree>(tree);
            return tree;
        }
    }
}
