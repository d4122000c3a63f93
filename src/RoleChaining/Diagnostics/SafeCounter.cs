using System.Diagnostics.Metrics;

namespace RoleChaining.Diagnostics;

/// <summary>A counter whose listeners may throw, which fails no request.</summary>
internal sealed class SafeCounter(Counter<long> counter)
{
    public bool Enabled => counter.Enabled;

    public void Add(long delta, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(delta, tags);
        }
        catch (Exception)
        {
            // A listener's fault is not the request's.
        }
    }
}
