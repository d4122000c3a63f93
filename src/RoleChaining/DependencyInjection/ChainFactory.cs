using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Builds the chains of one container, each once, with its logger, clock and meters, as branches of common session trees.
/// </summary>
internal sealed class ChainFactory(IServiceProvider services, ChainDefinitions definitions, IEnumerable<AllChainsConfiguration> all)
{
    private readonly SessionTrees _trees = new();
    private readonly ConcurrentDictionary<ChainDefinition, Lazy<ChainedAWSCredentials>> _chains = [];
    private readonly Instruments _instruments = Instruments.Create(services.GetService<IMeterFactory>());

    /// <summary>The chain. It is built when first asked for. When it is wrong, every call throws the same errors.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong. The message lists all errors.</exception>
    public ChainedAWSCredentials Get(ChainDefinition chain) =>
        _chains.GetOrAdd(chain, chain => new Lazy<ChainedAWSCredentials>(() => Build(chain))).Value;

    private ChainedAWSCredentials Build(ChainDefinition chain)
    {
        ILoggerFactory loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        RoleChainBuilder builder = new RoleChainBuilder()
            .WithLoggerFactory(loggers)
            .WithTimeProvider(services.GetService<TimeProvider>() ?? TimeProvider.System)
            .WithInstruments(_instruments);
        List<string> errors = [];
        ErrorPaths paths = new(chain.Description);
        foreach (ChainStep step in chain.Steps)
        {
            if (step.Section is { } section)
            {
                IReadOnlyList<IConfigurationProvider> providers = ConfigurationProviders.Find(section, services);
                if (providers.Count == 0 && section.GetSection(nameof(RoleChainOptions.Hops)).GetChildren().Any())
                {
                    Log.HopsOfUnknownProviders(loggers.CreateLogger(Log.Category), ConfigurationProviders.PathOf(section));
                }

                ChainConfiguration.Read(section, providers, builder, paths, errors);
            }

            step.Configure?.Invoke(services, builder);
        }

        foreach (AllChainsConfiguration last in all)
        {
            last.Configure(chain.Name, builder);
        }

        // A pool's tenants bring the hops that the hub may lack. A profile that the hub follows brings its own.
        builder.Options.UseSourceDirectly |= chain.IsPoolHub && builder.Options is { Hops.Count: 0, Profile: null };
        errors.AddRange(builder.Validate().Select(paths.Describe));
        if (!chain.IsPoolHub)
        {
            errors.AddRange(definitions.Collisions(chain, typeof(ChainedAWSCredentials)));
            errors.AddRange(definitions.Collisions(chain, typeof(AWSCredentials)));
        }

        return errors.Count == 0
            ? builder.Build(_trees)
            : throw new OptionsValidationException(chain.Name, typeof(RoleChainOptions), errors);
    }
}
