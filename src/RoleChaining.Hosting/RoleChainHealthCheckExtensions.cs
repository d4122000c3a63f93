using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleChaining.Health;

namespace RoleChaining;

/// <summary>
/// Health checks of chains and pools. Healthy: nothing has failed. Degraded: readers are served, but a refresh fails or is denied, or,
/// for a pool, some tenants fail. Unhealthy: readers get an error. Report and data name hop, reason and advice, and no secret.
/// </summary>
/// <remarks>
/// A check calls STS only where something has failed, and then no more often than the chain itself would. So the recovery of a chain, of an
/// earlier hop or of a pool's tenant is noticed even when nobody reads it. A pool's check asks for ten tenants at most, and the next check
/// sees the outcome. A check that is added twice counts once and has the tags of both.
/// </remarks>
public static class RoleChainHealthCheckExtensions
{
    /// <summary>Checks the chain under <c>role-chain:NAME</c>, or <c>role-chain</c> for the unnamed one.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="tags">Tags to select the check by.</param>
    public static RoleChainServicesBuilder AddHealthCheck(this RoleChainServicesBuilder chain, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.Services.AddHealthChecks().AddRoleChain(chain.Name, tags);
        return chain;
    }

    /// <summary>
    /// Checks the pool under <c>role-chain-pool:NAME</c>, or <c>role-chain-pool</c> for the unnamed one. A further pool of that name, whose key
    /// has another type, is checked under <c>role-chain-pool:NAME:TYPE</c>.
    /// </summary>
    /// <typeparam name="TKey">What identifies a tenant.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="tags">Tags to select the check by.</param>
    public static RoleChainPoolServicesBuilder<TKey> AddHealthCheck<TKey>(
        this RoleChainPoolServicesBuilder<TKey> pool, IEnumerable<string>? tags = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(pool);
        pool.Services.AddHealthChecks().AddRoleChainPool<TKey>(pool.Name, tags);
        return pool;
    }

    /// <summary>Checks the chain of a name.</summary>
    /// <param name="builder">The checks to add to.</param>
    /// <param name="name">The chain's name; empty for the unnamed one.</param>
    /// <param name="tags">Tags to select the check by.</param>
    public static IHealthChecksBuilder AddRoleChain(this IHealthChecksBuilder builder, string name = "", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        return AddOnce(
            builder, Names.OfChain(name), key: null, services => new ChainHealthCheck(services.Get<ChainedAWSCredentials>(name)), tags);
    }

    /// <summary>Checks the pool of a name.</summary>
    /// <typeparam name="TKey">What identifies a tenant.</typeparam>
    /// <param name="builder">The checks to add to.</param>
    /// <param name="name">The pool's name; empty for the unnamed one.</param>
    /// <param name="tags">Tags to select the check by.</param>
    public static IHealthChecksBuilder AddRoleChainPool<TKey>(
        this IHealthChecksBuilder builder, string name = "", IEnumerable<string>? tags = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        return AddOnce(
            builder,
            Names.OfPool(name),
            typeof(TKey),
            services => new PoolHealthCheck<TKey>(services.Get<IRoleChainPool<TKey>>(name)),
            tags);
    }

    // Several parts of an application may add one chain. Two checks of one name would stop the start.
    private static IHealthChecksBuilder AddOnce(
        IHealthChecksBuilder builder, string name, Type? key, Func<IServiceProvider, IHealthCheck> create, IEnumerable<string>? tags)
    {
        AddedCheck[] namesakes =
        [
            .. builder.Services.Where(service => service.ServiceType == typeof(AddedCheck))
                .Select(service => (AddedCheck)service.ImplementationInstance!)
                .Where(added => added.Name == name),
        ];
        if (namesakes.FirstOrDefault(added => added.Key == key) is { } same)
        {
            same.Registration.Tags.UnionWith(tags ?? []);
            return builder;
        }

        HealthCheckRegistration check = new(namesakes.Length == 0 ? name : $"{name}:{key}", create, failureStatus: null, tags);
        builder.Services.AddSingleton(new AddedCheck(name, key, check));
        return builder.Add(check);
    }
}
