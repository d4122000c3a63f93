using System.Collections.Concurrent;

namespace RoleChaining.DependencyInjection;

/// <summary>The last options of each chain that kept all rules: they go on when changed ones do not. Thread-safe.</summary>
internal sealed class GoodOptions
{
    private readonly ConcurrentDictionary<string, RoleChainOptions> _options = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _logged = new(StringComparer.Ordinal);

    public RoleChainOptions? Find(string name) => _options.GetValueOrDefault(name);

    public void Set(string name, RoleChainOptions options)
    {
        _options[name] = options;
        _logged.TryRemove(name, out _);
    }

    /// <summary>Logs an error, unless it is the one that was logged last: every scope of an application may ask for its options.</summary>
    public void LogOnce(string name, string error, Action<string> log)
    {
        if (!_logged.TryGetValue(name, out string? last) || last != error)
        {
            _logged[name] = error;
            log(error);
        }
    }
}
