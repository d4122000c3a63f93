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

    private static readonly ActivitySource Activities = new(RoleChainDiagnostics.ActivitySourceName, Version);

    /// <summary>Starts a span. Its listeners may throw, which fails no request: then there is no span.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="kind">Who is called.</param>
    /// <param name="parent">The span that it belongs to; <see langword="null"/> is the current one.</param>
    public static Activity? StartSpan(string name, ActivityKind kind, ActivityContext? parent = null)
    {
        try
        {
            return parent is { } context ? Activities.StartActivity(name, kind, context) : Activities.StartActivity(name, kind);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Ends a span, whatever its listeners do.</summary>
    public static void EndSpan(Activity? span)
    {
        try
        {
            span?.Dispose();
        }
        catch (Exception)
        {
            // A listener's fault is not the request's.
        }
    }
}
