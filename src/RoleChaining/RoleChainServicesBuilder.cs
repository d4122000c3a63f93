using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;

namespace RoleChaining;

/// <summary>Adds to a role chain that was registered by <c>AddRoleChain</c>. Not thread-safe, as service collections are not.</summary>
public sealed class RoleChainServicesBuilder
{
    private readonly ChainDefinitions _definitions;
    private readonly ChainDefinition _chain;

    internal RoleChainServicesBuilder(IServiceCollection services, ChainDefinitions definitions, ChainDefinition chain)
    {
        Services = services;
        _definitions = definitions;
        _chain = chain;
    }

    /// <summary>The services that are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The chain's name, by which its services are keyed; empty for the unnamed chain, whose services are not keyed.</summary>
    public string Name => _chain.Name;

    /// <summary>
    /// Registers an AWS client with the chain's credentials as a singleton: keyed by the chain's name, or not keyed for the unnamed chain.
    /// A second call adds to the first. Region and <c>DefaultClientConfig</c> of the <c>AWSOptions</c> that the application
    /// registered are the defaults; what they say of credentials is ignored with a warning.
    /// </summary>
    /// <typeparam name="TService">The client's interface, such as <c>IAmazonS3</c>.</typeparam>
    /// <param name="replaceExisting">
    /// Takes the place of such a client that the application has registered so far. By default one is an error when the host starts.
    /// </param>
    public RoleChainServicesBuilder AddAwsClient<TService>(bool replaceExisting = false)
        where TService : class, IAmazonService
    {
        Client<TService>(replaceExisting);
        return this;
    }

    /// <param name="configure">Sets the client's configuration up.</param>
    /// <inheritdoc cref="AddAwsClient{TService}(bool)"/>
    public RoleChainServicesBuilder AddAwsClient<TService>(Action<IServiceProvider, ClientConfig> configure, bool replaceExisting = false)
        where TService : class, IAmazonService
    {
        ArgumentNullException.ThrowIfNull(configure);
        Client<TService>(replaceExisting).Add(new ClientStep(configure, (services, config, _) => configure(services, config)));
        return this;
    }

    /// <typeparam name="TService">The client's interface.</typeparam>
    /// <typeparam name="TConfig">The configuration's own type, such as <c>AmazonS3Config</c>.</typeparam>
    /// <inheritdoc cref="AddAwsClient{TService}(Action{IServiceProvider, ClientConfig}, bool)"/>
    public RoleChainServicesBuilder AddAwsClient<TService, TConfig>(
        Action<IServiceProvider, TConfig> configure, bool replaceExisting = false)
        where TService : class, IAmazonService
        where TConfig : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(configure);
        Client<TService>(replaceExisting).Add(ClientSteps.Create<TService, TConfig>(configure));
        return this;
    }

    /// <param name="section">
    /// Has the keys of the AWS SDK's "AWS" section, which are Region and the properties of the client's configuration, those of its
    /// service too: ServiceURL, Timeout (a time, or milliseconds), MaxErrorRetry, ForcePathStyle and their like. What it says of
    /// credentials is ignored with a warning; an unknown key is an error when the host starts.
    /// </param>
    /// <inheritdoc cref="AddAwsClient{TService}(bool)"/>
    public RoleChainServicesBuilder AddAwsClient<TService>(IConfiguration section, bool replaceExisting = false)
        where TService : class, IAmazonService
    {
        ArgumentNullException.ThrowIfNull(section);
        Client<TService>(replaceExisting).Add(ClientSteps.Create(section));
        return this;
    }

    private ClientDefinition Client<TService>(bool replaceExisting)
        where TService : class, IAmazonService
    {
        if (!_chain.Clients.TryGetValue(typeof(TService), out ClientDefinition? client))
        {
            _chain.Clients[typeof(TService)] = client = ClientFactory.Define<TService>();
        }

        ChainDefinition chain = _chain;
        _definitions.Register(
            chain.Name,
            typeof(TService),
            services => services.GetRequiredService<ClientFactory>()
                .Create<TService>(chain, client, services.GetRequiredService<ChainFactory>().Get(chain)),
            replaceExisting);
        return client;
    }
}
