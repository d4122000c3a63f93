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

    /// <summary>One refresh of one node, whatever came of it.</summary>
    public static readonly Counter<long> Refreshes = Meter.CreateCounter<long>(
        "role_chaining.refreshes", "{refresh}", "Refreshes of sessions, by outcome and by whether anyone waited.");

    /// <summary>Looks into the session cache, by what came of them.</summary>
    public static readonly Counter<long> CacheLookups = Meter.CreateCounter<long>(
        "role_chaining.cache.lookups", "{lookup}", "Sessions looked for in the session cache, by outcome.");

    /// <summary>Readers that found no session they could use at once.</summary>
    public static readonly Counter<long> CallersWaited = Meter.CreateCounter<long>(
        "role_chaining.callers.waited", "{caller}", "Readers that waited for a refresh.");
}
