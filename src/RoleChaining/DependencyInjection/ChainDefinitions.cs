using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// What an application has registered so far; one object in its service collection, filled while services are added and read only
/// afterwards.
/// </summary>
internal sealed class ChainDefinitions
{
    private readonly Dictionary<string, ChainDefinition> _chains = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, Type KeyType), PoolDefinition> _pools = [];
    private readonly IServiceCollection _services;
    private readonly HashSet<ServiceDescriptor> _own = new(ReferenceEqualityComparer.Instance);

    private ChainDefinitions(IServiceCollection services) => _services = services;

    public IReadOnlyCollection<ChainDefinition> Chains => _chains.Values;

    /// <summary>The chains, and the hubs of the pools.</summary>
    public IEnumerable<ChainDefinition> All => _chains.Values.Concat(_pools.Values.Select(pool => pool.Hub));

    public IReadOnlyCollection<PoolDefinition> Pools => _pools.Values;

    public static ChainDefinitions Get(IServiceCollection services)
    {
        if (services.LastOrDefault(
                service => service.ServiceType == typeof(ChainDefinitions))?.ImplementationInstance is ChainDefinitions known)
        {
            return known;
        }

        ChainDefinitions definitions = new(services);
        services.AddSingleton(definitions);
        ContainerServices.Add(services);
        return definitions;
    }

    /// <summary>
    /// The chain, or the pool's hub, that <c>IOptionsMonitor</c> shows under this name: the chain, where a pool has the same name.
    /// </summary>
    public ChainDefinition? Find(string name) => All.FirstOrDefault(chain => chain.Name == name);

    public bool HasChain(string name) => _chains.ContainsKey(name);

    public ChainDefinition Chain(string name) =>
        _chains.TryGetValue(name, out ChainDefinition? chain) ? chain : _chains[name] = new ChainDefinition(name, isPoolHub: false);

    public PoolDefinition Pool<TKey>(string name)
        where TKey : notnull =>
        _pools.TryGetValue((name, typeof(TKey)), out PoolDefinition? pool)
            ? pool
            : _pools[(name, typeof(TKey))] = new PoolDefinition(name)
            {
                Find = services => (IPoolView)(name.Length == 0
                    ? services.GetRequiredService<IRoleChainPool<TKey>>()
                    : services.GetRequiredKeyedService<IRoleChainPool<TKey>>(name)),
            };

    /// <summary>Adds to a chain. A section is a step of the chain's options, and their change is a change of it.</summary>
    public void Add(ChainDefinition chain, ChainRegistration registration)
    {
        ChainRegistration added = chain.Add(registration);
        if (added.Section is { } section)
        {
            _services.AddSingleton<IConfigureOptions<RoleChainOptions>>(services => new SectionOptions(chain, added, services));
            _services.AddSingleton<IOptionsChangeTokenSource<RoleChainOptions>>(
                new ConfigurationChangeTokenSource<RoleChainOptions>(chain.Name, section));
        }
    }

    /// <summary>Registers a singleton of ours under a name, or unkeyed where the name is empty.</summary>
    /// <param name="replaceExisting">Whether the application's own, registered so far, gives way.</param>
    public void Register(string name, Type serviceType, Func<IServiceProvider, object> create, bool replaceExisting)
    {
        object? key = name.Length == 0 ? null : name;
        if (replaceExisting)
        {
            foreach (ServiceDescriptor other in Rivals(serviceType, key).ToArray())
            {
                _services.Remove(other);
            }
        }

        if (!_own.Any(own => IsFor(own, serviceType, key)))
        {
            ServiceDescriptor ours = key is null
                ? ServiceDescriptor.Singleton(serviceType, create)
                : ServiceDescriptor.KeyedSingleton(serviceType, key, (services, _) => create(services));
            _own.Add(ours);
            _services.Add(ours);
        }
    }

    /// <summary>Where the application registered the credentials of a chain as well.</summary>
    public IEnumerable<string> Collisions(ChainDefinition chain) => chain.IsPoolHub
        ? []
        : Collisions(chain, typeof(ChainedAWSCredentials)).Concat(Collisions(chain, typeof(AWSCredentials)));

    /// <summary>
    /// Where the application registered the same service as well: neither the last nor the first one may silently decide whose
    /// credentials are used.
    /// </summary>
    public IEnumerable<string> Collisions(ChainDefinition chain, Type serviceType)
    {
        object? key = chain.Name.Length == 0 ? null : chain.Name;
        if (!_services.Any(service => IsFor(service, serviceType, key) && _own.Contains(service)))
        {
            return []; // Ours was replaced on purpose, as tests do.
        }

        return Rivals(serviceType, key).Select(other =>
            $"{serviceType.Name}{(key is null ? "" : $" keyed '{key}'")} is registered twice: for {chain.Description}, and by the application as {Describe(other)}. "
            + "Remove one of them, name the chain, or pass replaceExisting: true to take the place of what was registered before.");
    }

    /// <summary>Whether the application registered a service, not keyed, that lives no longer than a scope.</summary>
    public bool IsScoped(Type serviceType) =>
        _services.LastOrDefault(service => IsFor(service, serviceType, key: null))?.Lifetime == ServiceLifetime.Scoped;

    private IEnumerable<ServiceDescriptor> Rivals(Type serviceType, object? key) =>
        _services.Where(other => IsFor(other, serviceType, key) && !_own.Contains(other));

    private static bool IsFor(ServiceDescriptor service, Type serviceType, object? key) =>
        service.ServiceType == serviceType && Equals(service.ServiceKey, key);

    private static string Describe(ServiceDescriptor service)
    {
        (Type? type, object? instance) = service.IsKeyedService
            ? (service.KeyedImplementationType, service.KeyedImplementationInstance)
            : (service.ImplementationType, service.ImplementationInstance);
        string how = instance is not null ? $"an instance of {instance.GetType().Name}" : type is not null ? type.Name : "a factory";
        return $"{how} ({service.Lifetime})";
    }
}
