using System.Collections.Concurrent;

namespace RoleChaining.DependencyInjection;

/// <summary>The last options of each chain that kept all rules: they go on when changed ones do not. Thread-safe.</summary>
internal sealed class GoodOptions
{
    private readonly ConcurrentDictionary<ChainDefinition, RoleChainOptions> _options = [];
    private readonly ConcurrentDictionary<ChainDefinition, string> _logged = [];

    public RoleChainOptions? Find(ChainDefinition chain) => _options.GetValueOrDefault(chain);

    public void Set(ChainDefinition chain, RoleChainOptions options)
    {
        _options[chain] = options;
        _logged.TryRemove(chain, out _);
    }

    /// <summary>Logs an error, unless it is the one that was logged last: every scope of an application may ask for its options.</summary>
    public void LogOnce(ChainDefinition chain, string error, Action<string> log)
    {
        if (!_logged.TryGetValue(chain, out string? last) || last != error)
        {
            _logged[chain] = error;
            log(error);
        }
    }
}
