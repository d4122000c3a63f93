using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;

namespace RoleChaining;

/// <summary>Adds to a pool that was registered by <c>AddRoleChainPool</c>. Not thread-safe, as service collections are not.</summary>
/// <typeparam name="TKey">What identifies a tenant.</typeparam>
public sealed class RoleChainPoolServicesBuilder<TKey>
    where TKey : notnull
{
    private readonly ChainDefinition _hub;

    internal RoleChainPoolServicesBuilder(IServiceCollection services, ChainDefinition hub)
    {
        Services = services;
        _hub = hub;
    }

    /// <summary>The services that are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The pool's name, by which it is keyed; empty for the unnamed pool, which is not keyed.</summary>
    public string Name => _hub.Name;

    /// <summary>
    /// Sets up the configuration that all clients of a kind in this pool share. The application's <c>AWSOptions</c> are its defaults, as
    /// for <see cref="RoleChainServicesBuilder.AddAwsClient{TService}(bool)"/>.
    /// </summary>
    /// <typeparam name="TService">The client's interface, such as <c>IAmazonS3</c>.</typeparam>
    /// <param name="configure">Sets the configuration up.</param>
    public RoleChainPoolServicesBuilder<TKey> ConfigureAwsClient<TService>(Action<IServiceProvider, ClientConfig> configure)
        where TService : class, IAmazonService
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add<TService>(new ClientStep(configure, (services, config, _) => configure(services, config)));
    }

    /// <typeparam name="TService">The client's interface.</typeparam>
    /// <typeparam name="TConfig">The configuration's own type, such as <c>AmazonS3Config</c>.</typeparam>
    /// <inheritdoc cref="ConfigureAwsClient{TService}(Action{IServiceProvider, ClientConfig})"/>
    public RoleChainPoolServicesBuilder<TKey> ConfigureAwsClient<TService, TConfig>(Action<IServiceProvider, TConfig> configure)
        where TService : class, IAmazonService
        where TConfig : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add<TService>(ClientSteps.Create<TService, TConfig>(configure));
    }

    /// <param name="section">As for <see cref="RoleChainServicesBuilder.AddAwsClient{TService}(IConfiguration, bool)"/>.</param>
    /// <inheritdoc cref="ConfigureAwsClient{TService}(Action{IServiceProvider, ClientConfig})"/>
    public RoleChainPoolServicesBuilder<TKey> ConfigureAwsClient<TService>(IConfiguration section)
        where TService : class, IAmazonService
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add<TService>(ClientSteps.Create(section));
    }

    private RoleChainPoolServicesBuilder<TKey> Add<TService>(ClientStep step)
        where TService : class, IAmazonService
    {
        if (!_hub.Clients.TryGetValue(typeof(TService), out ClientDefinition? client))
        {
            _hub.Clients[typeof(TService)] = client = ClientFactory.Define<TService>();
        }

        client.Add(step);
        return this;
    }
}
