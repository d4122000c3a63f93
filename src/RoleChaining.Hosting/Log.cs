using Microsoft.Extensions.Logging;

namespace RoleChaining;

/// <summary>The log messages of this package, under the category RoleChaining. None holds a secret.</summary>
internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Information, "Warmed {Name} up in {Seconds:0.000} s.", EventName = nameof(Warm))]
    public static partial void Warm(ILogger logger, string name, double seconds);

    [LoggerMessage(401, LogLevel.Information, "Warming {Name} up: {Completed} of {Total} tenants, {Failed} failed.", EventName = nameof(Progress))]
    public static partial void Progress(ILogger logger, string name, int completed, int total, int failed);

    [LoggerMessage(402, LogLevel.Warning, "{Name} could not be warmed up; the host starts without.", EventName = nameof(StartsCold))]
    public static partial void StartsCold(ILogger logger, string name, Exception cause);

    [LoggerMessage(403, LogLevel.Error, "{Name} could not be warmed up; the host does not start.", EventName = nameof(Failed))]
    public static partial void Failed(ILogger logger, string name, Exception cause);
}
