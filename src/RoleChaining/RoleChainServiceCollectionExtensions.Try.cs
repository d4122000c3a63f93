using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;

namespace RoleChaining;

/// <content>For parts of an application that each need the same chain: the first registration counts.</content>
public static partial class RoleChainServiceCollectionExtensions
{
    /// <summary>Registers the chain of a name, unless it is registered already. Then it stays as it is, and clients can be added.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The chain's name, not empty.</param>
    /// <param name="configure">Says what the chain is.</param>
    public static RoleChainServicesBuilder TryAddRoleChain(
        this IServiceCollection services, string name, Action<RoleChainBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return TryAdd(services, name, ChainRegistration.Create(configure));
    }

    /// <inheritdoc cref="TryAddRoleChain(IServiceCollection, string, Action{RoleChainBuilder})"/>
    public static RoleChainServicesBuilder TryAddRoleChain(
        this IServiceCollection services, string name, Action<IServiceProvider, RoleChainBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return TryAdd(services, name, ChainRegistration.Create(configure));
    }

    /// <param name="section">Has the properties of <see cref="RoleChainOptions"/>, as for <c>AddRoleChain</c>.</param>
    /// <inheritdoc cref="TryAddRoleChain(IServiceCollection, string, Action{RoleChainBuilder})"/>
    public static RoleChainServicesBuilder TryAddRoleChain(
        this IServiceCollection services,
        string name,
        IConfiguration section,
        Action<IServiceProvider, RoleChainBuilder>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(section);
        return TryAdd(services, name, ChainRegistration.Create(section, configure));
    }

    /// <summary>Registers the unnamed chain, unless it is registered already.</summary>
    /// <inheritdoc cref="TryAddRoleChain(IServiceCollection, string, Action{RoleChainBuilder})"/>
    public static RoleChainServicesBuilder TryAddRoleChain(this IServiceCollection services, Action<RoleChainBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return TryAdd(services, "", ChainRegistration.Create(configure));
    }

    /// <summary>Registers the unnamed chain, unless it is registered already.</summary>
    /// <inheritdoc cref="TryAddRoleChain(IServiceCollection, string, Action{RoleChainBuilder})"/>
    public static RoleChainServicesBuilder TryAddRoleChain(
        this IServiceCollection services, Action<IServiceProvider, RoleChainBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return TryAdd(services, "", ChainRegistration.Create(configure));
    }

    /// <summary>Registers the unnamed chain, unless it is registered already.</summary>
    /// <inheritdoc cref="TryAddRoleChain(IServiceCollection, string, IConfiguration, Action{IServiceProvider, RoleChainBuilder}?)"/>
    public static RoleChainServicesBuilder TryAddRoleChain(
        this IServiceCollection services, IConfiguration section, Action<IServiceProvider, RoleChainBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        return TryAdd(services, "", ChainRegistration.Create(section, configure));
    }

    private static RoleChainServicesBuilder TryAdd(IServiceCollection services, string name, ChainRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Add(services, name, replaceExisting: false, ChainDefinitions.Get(services).HasChain(name) ? null : registration);
    }
}
