using Microsoft.Extensions.Logging;

namespace RoleChaining.Tool;

/// <summary>
/// Writes the warnings of the library that concern the user of a command to standard error: those of the session cache. Everything else
/// is in the error that a command ends with.
/// </summary>
internal sealed class Warnings : ILoggerFactory, ILogger
{
    private const string CacheFailed = "CacheFailed";

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == CacheFailed)
        {
            Console.Error.WriteLine($"role-chain: warning: {formatter(state, exception)}");
        }
    }
}
