using Medallion.Threading;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RoleChaining.Caching;

namespace RoleChaining;

/// <summary>Shares the sessions of role chains and pools between processes and machines.</summary>
/// <remarks>
/// Sessions are kept in the <see cref="IDistributedCache"/> of the container (Redis, SQL Server, Postgres and others), encrypted by its
/// Data Protection, whose key ring and application name all machines must share. An <see cref="IDistributedLockProvider"/> that is
/// registered lets one machine obtain what many need. Whatever fails of these fails no request: sessions then come from STS, as without
/// them.
/// </remarks>
public static class SharedSessionServiceCollectionExtensions
{
    /// <summary>
    /// Registers the cache that chains with <see cref="RoleChainOptions.SharedSessions"/> use, as <see cref="IRoleSessionCache"/>, unless
    /// one is registered. A second call adds to the options.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Sets how sessions are shared.</param>
    public static IServiceCollection AddSharedSessions(this IServiceCollection services, Action<SharedSessionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SharedSessionOptions>();
        services.AddDataProtection();
        services.TryAddSingleton<IRoleSessionCache>(static services =>
        {
            IOptionsMonitor<SharedSessionOptions> options = services.GetRequiredService<IOptionsMonitor<SharedSessionOptions>>();
            return new DistributedSessionCache(
                services.GetService<IDistributedCache>() ?? throw new InvalidOperationException(
                    "Sessions cannot be shared: no IDistributedCache is registered. Add one, such as AddStackExchangeRedisCache."),
                services.GetRequiredService<IDataProtectionProvider>(),
                services.GetService<IDistributedLockProvider>(),
                () => options.CurrentValue,
                services.GetService<TimeProvider>() ?? TimeProvider.System);
        });
        return configure is null ? services : services.Configure(configure);
    }

    /// <summary>Shares the sessions of this chain, as <see cref="AddSharedSessions"/> says.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="configure">Sets how sessions are shared, for all chains of the container.</param>
    public static RoleChainServicesBuilder WithSharedSessions(
        this RoleChainServicesBuilder chain, Action<SharedSessionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        Share(chain.Services, chain.Name, configure);
        return chain;
    }

    /// <summary>Shares the sessions of this pool's hub and tenants, as <see cref="AddSharedSessions"/> says.</summary>
    /// <typeparam name="TKey">What identifies a tenant.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="configure">Sets how sessions are shared, for all chains of the container.</param>
    public static RoleChainPoolServicesBuilder<TKey> WithSharedSessions<TKey>(
        this RoleChainPoolServicesBuilder<TKey> pool, Action<SharedSessionOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(pool);
        Share(pool.Services, pool.Name, configure);
        return pool;
    }

    /// <summary>Shares the sessions of a chain that no container builds.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="cache">Where sessions are kept.</param>
    /// <param name="protection">Encrypts them. Its key ring and application name must be the same on all machines.</param>
    /// <param name="locks">Lets one machine obtain what many need; <see langword="null"/> does without.</param>
    /// <param name="options">How sessions are shared; <see langword="null"/> is the defaults.</param>
    public static RoleChainBuilder WithSharedSessions(
        this RoleChainBuilder chain,
        IDistributedCache cache,
        IDataProtectionProvider protection,
        IDistributedLockProvider? locks = null,
        SharedSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return chain.WithSessionCache(new DistributedSessionCache(cache, protection, locks, options));
    }

    private static void Share(IServiceCollection services, string name, Action<SharedSessionOptions>? configure)
    {
        services.AddSharedSessions(configure);
        services.Configure<RoleChainOptions>(name, options => options.SharedSessions = true);
    }
}
