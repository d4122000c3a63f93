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
/// <para>Chains are checked when the host starts, by the rules of <see cref="RoleChainBuilder.Build()"/>; a container without a host checks
/// a chain when it is first resolved. Chains of one container with the same source and equal settings share the sessions of equal
/// hops.</para>
/// <para>A chain's data is the <see cref="RoleChainOptions"/> of its name, so that <c>Configure</c>, <c>PostConfigure</c> and
/// <c>Validate</c> of the application take part. Sections and <c>Configure</c> come first, in the order of the calls. The delegates on the
/// builder come after them, then <c>PostConfigure</c>, then
/// <see cref="ConfigureAllRoleChains(IServiceCollection, Action{string, RoleChainBuilder})"/>. When the options change, the same
/// credentials move to the new chain once its sessions are there; changed options that are wrong are logged, and the old ones go on. The
/// delegates run again for it.</para>
/// <para>A second registration of a name adds to its chain; the same delegate or section given twice counts once. Two registrations that
/// add the same roles are an error when the host starts: see <c>TryAddRoleChain</c>.</para>
/// </remarks>
public static partial class RoleChainServiceCollectionExtensions
{
    /// <summary>Registers the chain of a name, or adds to it.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The chain's name, not empty.</param>
    /// <param name="configure">Says what the chain is; called when the chain is built, and again when its options change.</param>
    /// <param name="replaceExisting">
    /// Takes the place of credentials of the same key that the application has registered so far. By default they are an error when the
    /// host starts.
    /// </param>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, string name, Action<RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name, replaceExisting, ChainRegistration.Create(configure));
    }

    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, string name, Action<IServiceProvider, RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name, replaceExisting, ChainRegistration.Create(configure));
    }

    /// <param name="section">
    /// Has the properties of <see cref="RoleChainOptions"/>. An unknown key is an error when the host starts, and so are the roles of hops
    /// in two files, because lists merge item by item. Environment, command line and user secrets can set single properties of a hop that
    /// is there. That is seen of the <see cref="IConfiguration"/> in the container, which a host registers; a warning tells where the
    /// section is another's.
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
        return Add(services, name, replaceExisting, ChainRegistration.Create(section, configure));
    }

    /// <summary>
    /// Registers the chain of a name whose options say everything: those of <c>AddOptions&lt;RoleChainOptions&gt;(name)</c>.
    /// </summary>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(this IServiceCollection services, string name, bool replaceExisting = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Add(services, name, replaceExisting);
    }

    /// <summary>Registers the unnamed chain, whose options say everything: those of <c>Configure&lt;RoleChainOptions&gt;</c>.</summary>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(this IServiceCollection services, bool replaceExisting = false) =>
        Add(services, "", replaceExisting);

    /// <summary>Registers the unnamed chain, whose credentials and clients are not keyed, or adds to it.</summary>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, Action<RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, "", replaceExisting, ChainRegistration.Create(configure));
    }

    /// <summary>Registers the unnamed chain, whose credentials and clients are not keyed, or adds to it.</summary>
    /// <inheritdoc cref="AddRoleChain(IServiceCollection, string, Action{RoleChainBuilder}, bool)"/>
    public static RoleChainServicesBuilder AddRoleChain(
        this IServiceCollection services, Action<IServiceProvider, RoleChainBuilder> configure, bool replaceExisting = false)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, "", replaceExisting, ChainRegistration.Create(configure));
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
        return Add(services, "", replaceExisting, ChainRegistration.Create(section, configure));
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

    /// <param name="services">The services to add to.</param>
    /// <param name="configure">
    /// Gets the container's services, the name (empty for the unnamed) and the chain, after all other settings.
    /// </param>
    /// <inheritdoc cref="ConfigureAllRoleChains(IServiceCollection, Action{string, RoleChainBuilder})"/>
    public static IServiceCollection ConfigureAllRoleChains(
        this IServiceCollection services, Action<IServiceProvider, string, RoleChainBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSingleton(
            provider => new AllChainsConfiguration((name, chain) => configure(provider, name, chain)));
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

    private static RoleChainServicesBuilder Add(
        IServiceCollection services, string name, bool replaceExisting, ChainRegistration? registration = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ChainDefinitions definitions = ChainDefinitions.Get(services);
        ChainDefinition chain = definitions.Chain(name);
        if (registration is not null)
        {
            definitions.Add(chain, registration);
        }

        object Credentials(IServiceProvider services) => services.GetRequiredService<ChainFactory>().Get(chain);
        definitions.Register(name, typeof(ChainedAWSCredentials), Credentials, replaceExisting);
        definitions.Register(name, typeof(AWSCredentials), Credentials, replaceExisting);
        return new RoleChainServicesBuilder(services, definitions, chain);
    }
}
