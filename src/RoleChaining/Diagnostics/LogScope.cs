using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RoleChaining.Diagnostics;

/// <summary>
/// The scope of a refresh. It does not stand in <see cref="Log"/>, because its first use would define every message there, which a program
/// that starts without logging need not wait for.
/// </summary>
internal static class LogScope
{
#pragma warning disable CA1727 // The names of the attributes of spans and metrics.
    private static readonly Func<ILogger, string, IDisposable?> OfChain =
        LoggerMessage.DefineScope<string>($"chain {{{Telemetry.Chain}}}");

    private static readonly Func<ILogger, string, string, IDisposable?> OfTenant =
        LoggerMessage.DefineScope<string, string>($"chain {{{Telemetry.Chain}}}, tenant {{{Telemetry.Tenant}}}");
#pragma warning restore CA1727

    /// <summary>What is logged meanwhile, by the AWS SDK and by other code too, belongs to the chain.</summary>
    public static IDisposable? Begin(ILogger logger, string chain, string? tenant) =>
        logger == NullLogger.Instance ? null : tenant is null ? OfChain(logger, chain) : OfTenant(logger, chain, tenant);
}
