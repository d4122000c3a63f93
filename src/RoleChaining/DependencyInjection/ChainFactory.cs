using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Builds the chains of one container, each once, with its logger, clock and meters, as branches of common session trees. When the options
/// of a chain change, its credentials move to a branch that fits them.
/// </summary>
internal sealed class ChainFactory : IDisposable
{
    private readonly SessionTrees _trees = new();
    private readonly ConcurrentDictionary<ChainDefinition, Lazy<BuiltChain>> _chains = [];
    private readonly Instruments _instruments;
    private readonly IOptionsMonitor<RoleChainOptions> _options;
    private readonly ChainDefinitions _definitions;
    private readonly IServiceProvider _services;
    private readonly IDisposable? _changes;
    private readonly ILogger _logger;

    public ChainFactory(IServiceProvider services, ChainDefinitions definitions, IOptionsMonitor<RoleChainOptions> options)
    {
        (_definitions, _options, _services) = (definitions, options, services);
        _instruments = Instruments.Create(services.GetService<IMeterFactory>());
        _logger = SafeLogger.Create(services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance);
        _changes = options.OnChange(Reload);
    }

    /// <summary>The chain. It is built when first asked for. When it is wrong, every call throws the same errors.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong. The message lists all errors.</exception>
    public ChainedAWSCredentials Get(ChainDefinition chain) =>
        _chains.GetOrAdd(chain, chain => new Lazy<BuiltChain>(() => Build(chain))).Value.Credentials;

    public void Dispose() => _changes?.Dispose();

    private BuiltChain Build(ChainDefinition chain)
    {
        RoleChainOptions options = Find(chain, () => _options.Get(chain.Name));
        return new BuiltChain(new ChainedAWSCredentials(Branch(options)), chain.Description, options, _logger);
    }

    private void Reload(RoleChainOptions options, string? name)
    {
        foreach (ChainDefinition chain in _definitions.All.Where(chain => chain.Name == name))
        {
            if (_chains.TryGetValue(chain, out Lazy<BuiltChain>? built) && built.IsValueCreated)
            {
                RoleChainOptions changed = Find(chain, () => options);
                built.Value.Reload(changed, () => Branch(changed));
            }
        }
    }

    /// <summary>Where a chain and a pool have the same name, the monitor knows the chain's options alone.</summary>
    private RoleChainOptions Find(ChainDefinition chain, Func<RoleChainOptions> ofMonitor) =>
        _definitions.Find(chain.Name) == chain
            || _services.GetRequiredService<IOptionsFactory<RoleChainOptions>>() is not ChainOptionsFactory factory
            ? ofMonitor()
            : factory.Create(chain);

    private ChainBranch Branch(RoleChainOptions options) => ChainSetup.Of(options).Builder is { } builder
        ? builder

            // Asked at the first call: the application may make its AWSOptions with a chain's credentials.
            .WithDefaultRegion(() => _services.GetRequiredService<ApplicationAwsOptions>().Region)
            .WithInstruments(_instruments)
            .BuildBranch(_trees)
        : throw new InvalidOperationException(
            "The options of a role chain were not made by the library's IOptionsFactory<RoleChainOptions>, so its delegates have not run. "
            + "Change options with Configure or PostConfigure.");
}
