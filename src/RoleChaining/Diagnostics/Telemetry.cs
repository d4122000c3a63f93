using System.Diagnostics;

namespace RoleChaining.Diagnostics;

/// <summary>What is behind the names of <see cref="RoleChainDiagnostics"/>.</summary>
internal static class Telemetry
{
    public static readonly string? Version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);

    public static readonly ActivitySource Activities = new(RoleChainDiagnostics.ActivitySourceName, Version);
}
