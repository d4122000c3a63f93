using Microsoft.Extensions.Logging;

namespace RoleChaining.Tool;

/// <summary>An application's log: a line for each message.</summary>
internal sealed class LineLog : ILoggerFactory, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add($"2026-11-29T12:00:00Z {logLevel} {formatter(state, exception)}");
        }
    }

    public void Dispose()
    {
    }
}
