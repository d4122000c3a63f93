using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleChaining.Diagnostics;

namespace RoleChaining.DependencyInjection;

/// <summary>A section of configuration as one step of a chain's options.</summary>
internal sealed class SectionOptions(
    ChainDefinition chain, ChainRegistration registration, IServiceProvider services) : IConfigureNamedOptions<RoleChainOptions>
{
    public void Configure(RoleChainOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, RoleChainOptions options)
    {
        ChainSetup setup = ChainSetup.Of(options);
        if (setup.Chain != chain)
        {
            return;
        }

        IConfiguration section = registration.Section!;
        IReadOnlyList<IConfigurationProvider> providers = ConfigurationProviders.Find(section, services);
        if (providers.Count == 0
            && services.GetService<IConfiguration>() is not null
            && section.GetSection(nameof(RoleChainOptions.Hops)).GetChildren().Any()
            && services.GetService<ILoggerFactory>() is { } loggers)
        {
            Log.HopsOfUnknownProviders(SafeLogger.Create(loggers), ConfigurationProviders.PathOf(section));
        }

        setup.Run(registration, chain.Description, () => ChainConfiguration.Read(section, providers, options, setup.Paths, setup.Errors));
    }
}
