namespace RoleChaining;

/// <summary>
/// The names under which the library can be observed: pass them to OpenTelemetry's <c>AddSource</c> and <c>AddMeter</c>. Spans carry
/// role ARNs, session names, request ids and access key ids, which CloudTrail is joined on; metrics carry no ARN and no account id.
/// No secret is in either.
/// </summary>
public static class RoleChainDiagnostics
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "RoleChaining";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "RoleChaining";
}
