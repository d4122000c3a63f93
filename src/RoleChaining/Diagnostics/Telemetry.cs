using System.Diagnostics;

namespace RoleChaining.Diagnostics;

/// <summary>What is behind the names of <see cref="RoleChainDiagnostics"/>.</summary>
internal static class Telemetry
{
    /// <summary>The chain's name, in spans, metrics and log scopes.</summary>
    public const string Chain = "role_chaining.chain";

    /// <summary>The tenant, in spans and log scopes, where a pool describes its tenants. Never in metrics.</summary>
    public const string Tenant = "role_chaining.tenant";

    public static readonly string? Version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);

    public static readonly ActivitySource Activities = new(RoleChainDiagnostics.ActivitySourceName, Version);
}
