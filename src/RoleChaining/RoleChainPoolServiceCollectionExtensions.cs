using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;

namespace RoleChaining;

/// <summary>
/// Registers pools: <see cref="IRoleChainPool{TKey}"/>, a singleton keyed by the pool's name, or not keyed for the unnamed one.
/// </summary>
/// <remarks>The hub is checked when the host starts, each key's hops when they are found.</remarks>
public static class RoleChainPoolServiceCollectionExtensions
{
    /// <summary>Registers a pool, or adds to its hub.</summary>
    /// <typeparam name="TKey">What identifies a tenant.</typeparam>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The pool's name, not empty.</param>
    /// <param name="hub">The source and the hops that all keys share; it may have none.</param>
    /// <param name="tenant">
    /// Adds the hops of a key to the chain, one at least, and nothing else. Runs once per key, in a service scope of its own, for
    /// <see cref="RoleChainPoolOptions.LookupTimeout"/> at most.
    /// </param>
    /// <param name="configure">Sets the pool's bounds.</param>
    public static RoleChainPoolServicesBuilder<TKey> AddRoleChainPool<TKey>(
        this IServiceCollection services,
        string name,
        Action<RoleChainBuilder> hub,
        Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> tenant,
        Action<RoleChainPoolOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(hub);
        return Add(services, name, ChainRegistration.Create(hub), tenant, configure);
    }

    /// <inheritdoc cref="AddRoleChainPool{TKey}(IServiceCollection, string, Action{RoleChainBuilder}, Func{IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task}, Action{RoleChainPoolOptions}?)"/>
    public static RoleChainPoolServicesBuilder<TKey> AddRoleChainPool<TKey>(
        this IServiceCollection services,
        string name,
        Action<IServiceProvider, RoleChainBuilder> hub,
        Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> tenant,
        Action<RoleChainPoolOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(hub);
        return Add(services, name, ChainRegistration.Create(hub), tenant, configure);
    }

    /// <param name="hub">Has the properties of <see cref="RoleChainOptions"/>, as for <c>AddRoleChain</c>.</param>
    /// <inheritdoc cref="AddRoleChainPool{TKey}(IServiceCollection, string, Action{RoleChainBuilder}, Func{IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task}, Action{RoleChainPoolOptions}?)"/>
    public static RoleChainPoolServicesBuilder<TKey> AddRoleChainPool<TKey>(
        this IServiceCollection services,
        string name,
        IConfiguration hub,
        Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> tenant,
        Action<RoleChainPoolOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(hub);
        return Add(services, name, ChainRegistration.Create(hub), tenant, configure);
    }

    /// <summary>Registers the unnamed pool, which is not keyed, or adds to its hub.</summary>
    /// <inheritdoc cref="AddRoleChainPool{TKey}(IServiceCollection, string, Action{RoleChainBuilder}, Func{IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task}, Action{RoleChainPoolOptions}?)"/>
    public static RoleChainPoolServicesBuilder<TKey> AddRoleChainPool<TKey>(
        this IServiceCollection services,
        Action<RoleChainBuilder> hub,
        Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> tenant,
        Action<RoleChainPoolOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(hub);
        return Add(services, "", ChainRegistration.Create(hub), tenant, configure);
    }

    /// <summary>Registers the unnamed pool, which is not keyed, or adds to its hub.</summary>
    /// <inheritdoc cref="AddRoleChainPool{TKey}(IServiceCollection, string, Action{RoleChainBuilder}, Func{IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task}, Action{RoleChainPoolOptions}?)"/>
    public static RoleChainPoolServicesBuilder<TKey> AddRoleChainPool<TKey>(
        this IServiceCollection services,
        Action<IServiceProvider, RoleChainBuilder> hub,
        Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> tenant,
        Action<RoleChainPoolOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(hub);
        return Add(services, "", ChainRegistration.Create(hub), tenant, configure);
    }

    /// <summary>Registers the unnamed pool, which is not keyed, or adds to its hub.</summary>
    /// <inheritdoc cref="AddRoleChainPool{TKey}(IServiceCollection, string, IConfiguration, Func{IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task}, Action{RoleChainPoolOptions}?)"/>
    public static RoleChainPoolServicesBuilder<TKey> AddRoleChainPool<TKey>(
        this IServiceCollection services,
        IConfiguration hub,
        Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> tenant,
        Action<RoleChainPoolOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(hub);
        return Add(services, "", ChainRegistration.Create(hub), tenant, configure);
    }

    private static RoleChainPoolServicesBuilder<TKey> Add<TKey>(
        IServiceCollection services,
        string name,
        ChainRegistration hub,
        Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> tenant,
        Action<RoleChainPoolOptions>? configure)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(tenant);
        ChainDefinitions definitions = ChainDefinitions.Get(services);
        PoolDefinition pool = definitions.Pool<TKey>(name);
        definitions.Add(pool.Hub, hub);
        pool.Add(tenant, configure);
        definitions.Register(
            name, typeof(IRoleChainPool<TKey>), services => new RoleChainPool<TKey>(pool, services), replaceExisting: false);
        return new RoleChainPoolServicesBuilder<TKey>(services, pool);
    }
}
