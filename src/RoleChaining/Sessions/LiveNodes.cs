using System.Diagnostics.Metrics;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sessions;

/// <summary>The nodes that somebody holds, for the gauge of the life that is left. Held weakly.</summary>
internal static class LiveNodes
{
    private const int FirstSweep = 64;

    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<SessionNode>> Nodes = [];
    private static int _sweepAt = FirstSweep;

    static LiveNodes() => Telemetry.Meter.CreateObservableGauge(
        "role_chaining.session.time_to_expiry", Measure, "s", "The shortest life left of the sessions in use, by hop.");

    public static void Add(SessionNode node)
    {
        lock (Gate)
        {
            if (Nodes.Count >= _sweepAt)
            {
                Nodes.RemoveAll(reference => !reference.TryGetTarget(out _));
                _sweepAt = Math.Max(FirstSweep, Nodes.Count * 2);
            }

            Nodes.Add(new WeakReference<SessionNode>(node));
        }
    }

    /// <summary>The shortest life left, per hop number: one series per hop however many chains there are, and no ARN in any.</summary>
    private static IEnumerable<Measurement<double>> Measure()
    {
        SortedDictionary<int, double> shortest = [];
        lock (Gate)
        {
            foreach (WeakReference<SessionNode> reference in Nodes)
            {
                if (reference.TryGetTarget(out SessionNode? node) && node.TimeToExpiry is { TotalSeconds: double left })
                {
                    int hop = node.Issuer.HopNumber;
                    shortest[hop] = shortest.TryGetValue(hop, out double other) ? Math.Min(other, left) : left;
                }
            }
        }

        return [.. shortest.Select(entry => new Measurement<double>(entry.Value, new KeyValuePair<string, object?>("hop", entry.Key)))];
    }
}
