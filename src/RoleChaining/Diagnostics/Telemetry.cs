using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RoleChaining.Diagnostics;

/// <summary>The instruments behind the names of <see cref="RoleChainDiagnostics"/>.</summary>
internal static class Telemetry
{
    private static readonly string? Version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);

    public static readonly ActivitySource Activities = new(RoleChainDiagnostics.ActivitySourceName, Version);

    public static readonly Meter Meter = new(RoleChainDiagnostics.MeterName, Version);

    /// <summary>One send of one call to STS, whatever came of it.</summary>
    public static readonly Histogram<double> AssumeRoleDuration = Meter.CreateHistogram<double>(
        "role_chaining.assume_role.duration", "s", "How long calls to STS took, by outcome and region.");
}
