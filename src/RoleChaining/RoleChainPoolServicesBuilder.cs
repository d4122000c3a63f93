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
    private readonly PoolDefinition _pool;

    internal RoleChainPoolServicesBuilder(IServiceCollection services, PoolDefinition pool)
    {
        Services = services;
        _pool = pool;
    }

    /// <summary>The services that are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The pool's name, by which it is keyed; empty for the unnamed pool, which is not keyed.</summary>
    public string Name => _pool.Hub.Name;

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

    /// <summary>
    /// Refuses a tenant whose hops lack an external id where they enter an account, before any call. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html">the confused deputy problem</see>.
    /// </summary>
    public RoleChainPoolServicesBuilder<TKey> RequireExternalId()
    {
        _pool.RulesOf<TKey>().RequiresExternalId = true;
        return this;
    }

    /// <summary>
    /// Binds each tenant to its account: hops into another one are refused before any call, so that a wrong row of a database does no harm.
    /// A transitive session tag names the tenant to IAM, where trust policies can ask for it by <c>aws:RequestTag</c>; every role of a
    /// tenant then needs <c>sts:TagSession</c>. Bound twice, a tenant must keep both.
    /// </summary>
    /// <param name="binding">
    /// Gives the account's twelve digits, and key and value of the tag, from the key alone: from what the tenant function finds it would
    /// prove nothing.
    /// </param>
    public RoleChainPoolServicesBuilder<TKey> BindTenant(Func<TKey, (string AccountId, string TagKey, string TagValue)> binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        _pool.RulesOf<TKey>().Bind(binding);
        return this;
    }

    /// <summary>
    /// Names the tenant in exceptions, log messages, spans and status of its chain. Without it no key is shown, since only the application
    /// knows whether its keys may be. The last call counts.
    /// </summary>
    /// <param name="describe">Gives a short text that is no secret. Where it fails, the tenant is not named.</param>
    public RoleChainPoolServicesBuilder<TKey> DescribeTenant(Func<TKey, string> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        _pool.RulesOf<TKey>().Describe = describe;
        return this;
    }

    private RoleChainPoolServicesBuilder<TKey> Add<TService>(ClientStep step)
        where TService : class, IAmazonService
    {
        if (!_pool.Hub.Clients.TryGetValue(typeof(TService), out ClientDefinition? client))
        {
            _pool.Hub.Clients[typeof(TService)] = client = ClientFactory.Define<TService>();
        }

        client.Add(step);
        return this;
    }
}
