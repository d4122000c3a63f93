using System.Diagnostics.CodeAnalysis;
using RoleChaining.Planning;

namespace RoleChaining.Sessions;

/// <summary>
/// The hops that follow a node. Held weakly: a node lives as long as a chain or a child of it does, so the last handle's end is its
/// end, disposed of or forgotten.
/// </summary>
internal sealed class ChildNodes
{
    private const int FirstSweep = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<HopIdentity, WeakReference<SessionNode>> _nodes = [];
    private int _sweepAt = FirstSweep;

    public SessionNode GetOrAdd(HopIdentity identity, Func<SessionNode> create)
    {
        lock (_gate)
        {
            if (TryGet(identity, out SessionNode? node))
            {
                return node;
            }

            if (_nodes.Count >= _sweepAt)
            {
                Sweep();
            }

            node = create();
            _nodes[identity] = new WeakReference<SessionNode>(node);
            return node;
        }
    }

    /// <summary>Whether a chain goes on from here.</summary>
    public bool AnyHeld
    {
        get
        {
            lock (_gate)
            {
                return _nodes.Values.Any(reference => reference.TryGetTarget(out SessionNode? node) && node.IsHeld);
            }
        }
    }

    private bool TryGet(HopIdentity identity, [NotNullWhen(true)] out SessionNode? node)
    {
        node = null;
        return _nodes.TryGetValue(identity, out WeakReference<SessionNode>? reference) && reference.TryGetTarget(out node);
    }

    private void Sweep()
    {
        foreach ((HopIdentity identity, WeakReference<SessionNode> reference) in _nodes)
        {
            if (!reference.TryGetTarget(out _))
            {
                _nodes.Remove(identity);
            }
        }

        _sweepAt = Math.Max(FirstSweep, _nodes.Count * 2);
    }
}
