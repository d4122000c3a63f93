using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RoleChaining.WarmUp;

namespace RoleChaining;

/// <summary>
/// Warms chains and pools up before the application's services and the web server start, so that no request meets a cold chain.
/// OpenTelemetry's service starts earlier, so that the warm-up is traced.
/// </summary>
public static class RoleChainWarmUpExtensions
{
    /// <summary>Obtains the chain's sessions when the host starts.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="configure">Sets the time limit, and what the host does after a failure.</param>
    public static RoleChainServicesBuilder WarmUpOnStart(
        this RoleChainServicesBuilder chain, Action<RoleChainWarmUpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        Add(chain.Services, Names.OfChain(chain.Name), chain.Name, new ChainWarmUp(chain.Name), configure);
        return chain;
    }

    /// <summary>Obtains the sessions of the hub and of these tenants when the host starts.</summary>
    /// <typeparam name="TKey">What identifies a tenant.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="keys">Finds the tenants, in a service scope of its own; none warms the hub alone.</param>
    /// <param name="configure">Sets the time limit, and what the host does after a failure.</param>
    public static RoleChainPoolServicesBuilder<TKey> WarmUpOnStart<TKey>(
        this RoleChainPoolServicesBuilder<TKey> pool,
        Func<IServiceProvider, CancellationToken, Task<IEnumerable<TKey>>> keys,
        Action<RoleChainWarmUpOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(keys);
        Add(pool.Services, Names.OfPool(pool.Name), pool.Name, new PoolWarmUp<TKey>(pool.Name, keys), configure);
        return pool;
    }

    private static void Add(
        IServiceCollection services, string name, string chainName, IWarmUp warmUp, Action<RoleChainWarmUpOptions>? configure)
    {
        RoleChainWarmUpOptions options = new();
        configure?.Invoke(options);
        services.AddSingleton(new WarmUpTarget(name, chainName, warmUp, options));
        AddService(services);
    }

    // Before the application's own services, and after OpenTelemetry's, which must be there to record the spans.
    private static void AddService(IServiceCollection services)
    {
        ServiceDescriptor service = ServiceDescriptor.Singleton<IHostedService, WarmUpService>();
        ServiceDescriptor[] hosted = [.. services.Where(known => known.ServiceType == typeof(IHostedService) && !known.IsKeyedService)];
        if (hosted.Any(known => known.ImplementationType == typeof(WarmUpService)))
        {
            return;
        }

        ServiceDescriptor? first = hosted.FirstOrDefault(
            known => known.ImplementationType?.Namespace?.StartsWith("OpenTelemetry", StringComparison.Ordinal) != true);
        services.Insert(first is null ? services.Count : services.IndexOf(first), service);
    }
}
