using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>The messages about the session cache. They hold no key of an entry.</summary>
internal static partial class Log
{
    [LoggerMessage(210, LogLevel.Warning, "The session cache could not {Operation} ({ErrorKind}: {Reason}). Sessions are obtained without it. This message is logged once.", EventName = nameof(CacheFailed))]
    public static partial void CacheFailed(ILogger logger, string operation, string errorKind, string reason);
}
