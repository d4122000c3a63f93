using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>What the session cache logs: never a key or a path of its entries beyond what its exception says.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "The session cache could not {Operation} ({ErrorKind}: {Reason}). Sessions are obtained without it; this is said once.", EventName = nameof(CacheFailed))]
    public static partial void CacheFailed(ILogger logger, string operation, string errorKind, string reason);
}
