using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RoleChaining.Diagnostics;
using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Makes the options of chains as .NET makes options, with the builder's delegates in their place: everything that configures, the
/// delegates, everything that configures afterwards, the last word, and then all rules at once, the library's and the application's.
/// </summary>
internal sealed class ChainOptionsFactory(
    IEnumerable<IConfigureOptions<RoleChainOptions>> configures,
    IEnumerable<IPostConfigureOptions<RoleChainOptions>> postConfigures,
    IEnumerable<IValidateOptions<RoleChainOptions>> validations,
    IEnumerable<AllChainsConfiguration> lastWords,
    ChainDefinitions definitions,
    GoodOptions good,
    IServiceProvider services) : IOptionsFactory<RoleChainOptions>
{
    private ILoggerFactory Loggers => services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;

    /// <summary>The options of a name: of a chain's, if there is one.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong. The message lists all errors.</exception>
    public RoleChainOptions Create(string name) => definitions.Find(name) is { } chain ? Create(chain) : MakeOthers(name);

    /// <summary>The options of a chain. Where changed options are wrong, that is logged, and the last good ones go on.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong. The message lists all errors.</exception>
    public RoleChainOptions Create(ChainDefinition chain)
    {
        try
        {
            RoleChainOptions options = Make(chain);
            good.Set(chain, options);
            return options;
        }
        catch (Exception e) when (good.Find(chain) is not null)
        {
            good.LogOnce(chain, e.Message, message => Log.OptionsRefused(SafeLogger.Create(Loggers), chain.Description, message));
            return good.Find(chain)!;
        }
    }

    private RoleChainOptions Make(ChainDefinition chain)
    {
        RoleChainOptions options = new();
        ChainSetup setup = ChainSetup.Of(options);
        setup.Chain = chain;
        Configure(chain.Name, options);
        RoleChainBuilder builder = setup.Builder = RoleChainBuilder.For(options, chain.Name)
            .WithLoggerFactory(Loggers)
            .WithTimeProvider(services.GetService<TimeProvider>() ?? TimeProvider.System);
        foreach (ChainRegistration registration in chain.Registrations.Where(registration => registration.Configure is not null))
        {
            setup.Run(registration, chain.Description, () => registration.Configure!(services, builder));
        }

        PostConfigure(chain.Name, options);
        foreach (AllChainsConfiguration last in lastWords)
        {
            last.Configure(chain.Name, builder);
        }

        builder.WithSharedCache(services.GetService<IRoleSessionCache>);

        // A pool's tenants bring the hops that the hub may lack. A profile that the hub follows brings its own.
        options.UseSourceDirectly |= chain.IsPoolHub && options is { Hops.Count: 0, Profile: null };
        ThrowIfAny(chain.Name, [.. setup.FindErrors(chain), .. definitions.Collisions(chain), .. Validate(chain.Name, options)]);
        return options;
    }

    /// <summary>Options of a name that no chain has are the application's own.</summary>
    private RoleChainOptions MakeOthers(string name)
    {
        RoleChainOptions options = new();
        Configure(name, options);
        PostConfigure(name, options);
        ThrowIfAny(name, [.. Validate(name, options)]);
        return options;
    }

    private void Configure(string name, RoleChainOptions options)
    {
        foreach (IConfigureOptions<RoleChainOptions> step in configures)
        {
            if (step is IConfigureNamedOptions<RoleChainOptions> named)
            {
                named.Configure(name, options);
            }
            else if (name == Options.DefaultName)
            {
                step.Configure(options);
            }
        }
    }

    private void PostConfigure(string name, RoleChainOptions options)
    {
        foreach (IPostConfigureOptions<RoleChainOptions> step in postConfigures)
        {
            step.PostConfigure(name, options);
        }
    }

    private IEnumerable<string> Validate(string name, RoleChainOptions options) => validations
        .Select(validation => validation.Validate(name, options))
        .Where(result => result.Failed)
        .SelectMany(result => result.Failures ?? []);

    private static void ThrowIfAny(string name, IReadOnlyList<string> errors)
    {
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(name, typeof(RoleChainOptions), ErrorList.Number(errors));
        }
    }
}
