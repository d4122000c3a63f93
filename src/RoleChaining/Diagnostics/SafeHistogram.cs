using System.Diagnostics.Metrics;

namespace RoleChaining.Diagnostics;

/// <summary>A histogram whose listeners may throw, which fails no request.</summary>
internal sealed class SafeHistogram(Histogram<double> histogram)
{
    public bool Enabled => histogram.Enabled;

    public void Record(double value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // A listener's fault is not the request's.
        }
    }
}
