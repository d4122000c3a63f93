using Microsoft.Extensions.Logging;

namespace RoleChaining.Diagnostics;

/// <summary>The messages about the session cache. They hold no key of an entry.</summary>
internal static partial class Log
{
    /// <param name="logger">Writes the message.</param>
    /// <param name="operation">What the cache was to do.</param>
    /// <param name="reason">The type of the exception, a colon, and its message, without a full stop.</param>
    [LoggerMessage(210, LogLevel.Warning, "The session cache could not {Operation} ({Reason}). Sessions are obtained without it. This message is logged once.", EventName = nameof(CacheFailed))]
    public static partial void CacheFailed(ILogger logger, string operation, string reason);
}
