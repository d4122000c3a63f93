using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sessions;

/// <summary>The nodes that somebody holds, for the gauge of the life that is left. Held weakly.</summary>
internal sealed class LiveNodes
{
    private const int FirstSweep = 64;

    private static readonly ConditionalWeakTable<Instruments, LiveNodes> ByInstruments = [];

    private readonly Lock _gate = new();
    private readonly List<WeakReference<SessionNode>> _nodes = [];
    private int _sweepAt = FirstSweep;

    private LiveNodes(Instruments instruments) => instruments.Meter.CreateObservableGauge(
        "role_chaining.session.time_to_expiry", Measure, "s", "The shortest life left of the sessions in use, by hop and chain.");

    /// <summary>Those that are measured together.</summary>
    public static LiveNodes Get(Instruments instruments) => ByInstruments.GetValue(instruments, static key => new LiveNodes(key));

    public void Add(SessionNode node)
    {
        lock (_gate)
        {
            if (_nodes.Count >= _sweepAt)
            {
                _nodes.RemoveAll(reference => !reference.TryGetTarget(out _));
                _sweepAt = Math.Max(FirstSweep, _nodes.Count * 2);
            }

            _nodes.Add(new WeakReference<SessionNode>(node));
        }
    }

    /// <summary>
    /// The shortest life left, per hop of a chain or a pool: one series however many tenants there are, and no ARN in any.
    /// </summary>
    private IEnumerable<Measurement<double>> Measure()
    {
        SortedDictionary<(string Chain, int Hop), double> shortest = [];
        lock (_gate)
        {
            foreach (WeakReference<SessionNode> reference in _nodes)
            {
                if (reference.TryGetTarget(out SessionNode? node) && node.TimeToExpiry is { TotalSeconds: double left })
                {
                    (string, int) hop = (node.ChainName, node.Issuer.HopNumber);
                    shortest[hop] = shortest.TryGetValue(hop, out double other) ? Math.Min(other, left) : left;
                }
            }
        }

        return
        [
            .. shortest.Select(entry => new Measurement<double>(
                entry.Value, new KeyValuePair<string, object?>("hop", entry.Key.Hop), new(Telemetry.Chain, entry.Key.Chain)))
        ];
    }
}
