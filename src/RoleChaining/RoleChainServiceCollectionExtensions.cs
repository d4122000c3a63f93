using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;

namespace RoleChaining;

/// <summary>
/// Registers role chains. A named chain's <see cref="ChainedAWSCredentials"/> (also as <see cref="AWSCredentials"/>) is a singleton keyed
/// by the name, the unnamed chain's is not keyed. Logger, clock and meter factory are the container's.
/// </summary>
/// <remarks>
/// Chains are checked when the host starts, by the rules of <see cref="RoleChainBuilder.Build()"/>; a container without a host checks a
/// chain when it is first resolved. A second registration of a name adds to its chain, in the order of the calls; the same delegate or
/// section given
/// twice counts once. Chains of one container with the same source and equal settings share the sessions of equal hops.
/// </remarks>
public static class RoleChainServiceCollectionExtensions
{
    /// <summary>Registers the chain of a name, or adds to it.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The chain's name, not empty.</param>
    /// <param name="configure">Says what the chain is; called once per container.</param>
    /// <param name="replaceExisting">
    /// Takes the place of credentials of the same key that the application has registered so far. By default they are an error when the
    /// host starts.
    /// </param>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, string name, Action<RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name, replaceExisting, ChainStep.Create(configure));
    }

    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, string name, Action<IServiceProvider, RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name, replaceExisting, ChainStep.Create(configure));
    }

    /// <param name="section">
    /// Has the properties of <see cref="RoleChainOptions"/>; read once. An unknown key is an error when the host starts, and so is a list
    /// of hops that two configuration providers write, because lists merge item by item. That is seen of the <see cref="IConfiguration"/>
    /// in the container, which a host registers; a warning tells where the section is another's.
    /// </param>
    /// <param name="configure">Adds to what the section says.</param>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services,
        string name,
        IConfiguration section,
        Action<IServiceProvider, RoleChainBuilder>? configure = null,
        bool replaceExisting = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, name, replaceExisting, Steps(section, configure));
    }

    /// <summary>Registers the unnamed chain, whose credentials and clients are not keyed, or adds to it.</summary>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, Action<RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, "", replaceExisting, ChainStep.Create(configure));
    }

    /// <summary>Registers the unnamed chain, whose credentials and clients are not keyed, or adds to it.</summary>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, Action<IServiceProvider, RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, "", replaceExisting, ChainStep.Create(configure));
    }

    /// <summary>Registers the unnamed chain, whose credentials and clients are not keyed, or adds to it.</summary>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, IConfiguration, Action{IServiceProvider, RoleChainBuilder}?, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services,
        IConfiguration section,
        Action<IServiceProvider, RoleChainBuilder>? configure = null,
        bool replaceExisting = false)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, "", replaceExisting, Steps(section, configure));
    }

    /// <summary>Has the last word on every chain and every pool's hub: how tests point an application at a local STS.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Gets the name (empty for the unnamed) and the chain, after all other settings.</param>
    public static IServiceCollection ConfigureAllRoleChains(this IServiceCollection services, Action<string, RoleChainBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSingleton(new AllChainsConfiguration(configure));
    }

    /// <summary>Has the last word on the configuration of every AWS client of a chain or pool.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Gets the configuration after all other settings.</param>
    public static IServiceCollection ConfigureAllAwsClients(
        this IServiceCollection services, Action<IServiceProvider, ClientConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSingleton(new AllClientsConfiguration(configure));
    }

    private static ChainStep[] Steps(IConfiguration section, Action<IServiceProvider, RoleChainBuilder>? configure) =>
        configure is null ? [ChainStep.Create(section)] : [ChainStep.Create(section), ChainStep.Create(configure)];

    private static RoleChainServicesBuilder Add(
        IServiceCollection services, string name, bool replaceExisting, params ReadOnlySpan<ChainStep> steps)
    {
        ArgumentNullException.ThrowIfNull(services);
        ChainDefinitions definitions = ChainDefinitions.Get(services);
        ChainDefinition chain = definitions.Chain(name);
        foreach (ChainStep step in steps)
        {
            chain.Add(step);
        }

        object Credentials(IServiceProvider services) => services.GetRequiredService<ChainFactory>().Get(chain);
        definitions.Register(name, typeof(ChainedAWSCredentials), Credentials, replaceExisting);
        definitions.Register(name, typeof(AWSCredentials), Credentials, replaceExisting);
        return new RoleChainServicesBuilder(services, definitions, chain);
    }
}
