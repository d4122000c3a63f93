using Microsoft.Extensions.Logging;

namespace RoleChaining.Tool;

/// <summary>
/// Writes the warnings of the library that concern the user of a command to standard error: that a process is slow, and the first about the
/// session cache, since the others follow from it. Everything else is in the error that a command ends with.
/// </summary>
internal sealed class Warnings : ILoggerFactory, ILogger
{
    private const string CacheFailed = "CacheFailed";
    private const string ProcessIsSlow = "ProcessIsSlow";

    private int _count;

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
        if (eventId.Name == ProcessIsSlow)
        {
            Console.Error.WriteLine($"role-chain: warning: {formatter(state, exception)}");
        }
        else if (eventId.Name == CacheFailed && state is IReadOnlyList<KeyValuePair<string, object?>> values
            && Interlocked.Increment(ref _count) == 1)
        {
            Dictionary<string, object?> all = values.DistinctBy(value => value.Key).ToDictionary();
            string reason = $"{all["Reason"]}";
            string kind = reason.Split(": ")[0];
            reason = reason.Replace($"{kind}: ", "", StringComparison.Ordinal);
            string advice = kind is nameof(IOException) or nameof(DirectoryNotFoundException) or nameof(FileNotFoundException)
                ? " Name a folder that can be written to by --cache-folder or ROLE_CHAIN_CACHE, or write --no-cache."
                : "";
            Console.Error.WriteLine(
                $"role-chain: warning: The session cache could not {all["Operation"]}: {reason}. The chain goes on without it.{advice}");
        }
    }
}
