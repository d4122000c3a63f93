namespace RoleChaining.DependencyInjection;

/// <summary>The registrations of one pool so far.</summary>
internal sealed class PoolDefinition(string name)
{
    private readonly List<Action<RoleChainPoolOptions>> _configure = [];

    public ChainDefinition Hub { get; } = new(name, isPoolHub: true);

    /// <summary>The tenant function, of a type that the pool knows.</summary>
    public Delegate? Tenant { get; private set; }

    /// <summary>What the hops of a tenant must keep, of a type that the pool knows; null where they are free.</summary>
    public object? Rules { get; private set; }

    /// <summary>Finds the pool, whose key's type is known only where it was registered.</summary>
    public required Func<IServiceProvider, IPoolView> Find { get; init; }

    /// <summary>Whether different functions were given for one pool, so that nobody knows which is meant.</summary>
    public bool HasRivalTenants { get; private set; }

    public string RivalTenants => $"{Hub.Description} was given two different tenant functions; give it one.";

    public IReadOnlyList<Action<RoleChainPoolOptions>> Configure => _configure;

    public TenantRules<TKey> RulesOf<TKey>()
        where TKey : notnull => (TenantRules<TKey>)(Rules ??= new TenantRules<TKey>());

    public void Add(Delegate tenant, Action<RoleChainPoolOptions>? configure)
    {
        HasRivalTenants |= Tenant is not null && !Tenant.Equals(tenant);
        Tenant = tenant;
        if (configure is not null && !_configure.Contains(configure))
        {
            _configure.Add(configure);
        }
    }
}
