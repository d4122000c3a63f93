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
    private static readonly Func<ILogger, string, string?, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, string?>($"{{{Telemetry.Chain}}} {{{Telemetry.Tenant}}}");
#pragma warning restore CA1727

    /// <summary>What is logged meanwhile, by the AWS SDK and by other code too, belongs to the chain.</summary>
    public static IDisposable? Begin(ILogger logger, string chain, string? tenant) =>
        logger == NullLogger.Instance ? null : Scope(logger, chain, tenant);
}
