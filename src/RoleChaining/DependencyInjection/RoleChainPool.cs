using System.Collections.Concurrent;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

/// <inheritdoc cref="IRoleChainPool{TKey}"/>
internal sealed class RoleChainPool<TKey> : IRoleChainPool<TKey>, IPoolView, IDisposable
    where TKey : notnull
{
    private const int MostProblems = 10;

    private readonly ChainDefinition _definition;
    private readonly Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task> _tenant;
    private readonly RoleChainPoolOptions _options = new();
    private readonly IServiceScopeFactory _scopes;
    private readonly ClientFactory _clients;
    private readonly ConcurrentDictionary<Type, ClientDefinition> _clientDefinitions;
    private readonly ChainedAWSCredentials _hub;
    private readonly TenantRules<TKey>? _rules;
    private readonly RecentlyUsed<TKey, PoolEntry<TKey>> _entries;

    public RoleChainPool(PoolDefinition pool, IServiceProvider services)
    {
        if (pool.HasRivalTenants)
        {
            throw new OptionsValidationException(pool.Hub.Name, typeof(RoleChainPoolOptions), [pool.RivalTenants]);
        }

        _definition = pool.Hub;
        _rules = (TenantRules<TKey>?)pool.Rules;
        _tenant = (Func<IServiceProvider, TKey, RoleHopsBuilder, CancellationToken, Task>)pool.Tenant!;
        foreach (Action<RoleChainPoolOptions> configure in pool.Configure)
        {
            configure(_options);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.WarmUpConcurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.LookupTimeout, TimeSpan.Zero);
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _clients = services.GetRequiredService<ClientFactory>();
        _clientDefinitions = new(_definition.Clients);
        _hub = services.GetRequiredService<ChainFactory>().Get(_definition);
        _entries = new(_options.Capacity);
    }

    public RoleChainPoolStatus Status
    {
        get
        {
            IReadOnlyList<PoolEntry<TKey>> entries = _entries.Values;
            HopStatus[] finals = [.. entries.Select(entry => entry.Found?.StatusOrNull?.Final).OfType<HopStatus>()];
            return new RoleChainPoolStatus
            {
                Hub = _hub.Status,
                Count = entries.Count,
                Degraded = finals.Count(hop => hop.State == HopState.Degraded),
                Failed = finals.Count(hop => hop is { State: HopState.Failed, LastFailure: not null }),
                Problems = [.. finals.Where(hop => hop.LastFailure is not null).Take(MostProblems)],
            };
        }
    }

    public ChainedAWSCredentials Hub => _hub;

    /// <summary>What the entries go by.</summary>
    public TimeProvider Clock => _hub.Clock;

    public IEnumerable<(string Name, ChainedAWSCredentials Credentials)> Tenants =>
        from entry in _entries.Values
        where entry.Found is not null
        select (_rules?.DescribeOrNull(entry.Key) ?? $"{entry.Found!.Chain.Hops[^1].RoleArn}", entry.Found!);

    public Task<ChainedAWSCredentials> GetCredentialsAsync(TKey key, CancellationToken cancellationToken = default) =>
        Entry(key).GetAsync(cancellationToken);

    public Task<TService> GetClientAsync<TService>(TKey key, CancellationToken cancellationToken = default)
        where TService : class, IAmazonService
    {
        PoolEntry<TKey> entry = Entry(key);
        return entry.FindClient<TService>() ?? entry.GetClientAsync<TService>(cancellationToken);
    }

    public async Task<RoleChain> GetChainAsync(TKey key, CancellationToken cancellationToken = default) =>
        (await GetCredentialsAsync(key, cancellationToken).ConfigureAwait(false)).Chain;

    public async Task<IReadOnlyDictionary<TKey, Exception>> WarmUpAsync(
        IEnumerable<TKey> keys, IProgress<RoleChainPoolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        TKey[] all = [.. keys.Distinct()];
        ConcurrentDictionary<TKey, Exception> failed = [];
        int completed = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = _options.WarmUpConcurrency, CancellationToken = cancellationToken };
        await _hub.WarmUpAsync(cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(all, options, async (key, token) =>
        {
            try
            {
                ChainedAWSCredentials credentials = await GetCredentialsAsync(key, token).ConfigureAwait(false);
                await credentials.WarmUpAsync(token).ConfigureAwait(false);
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                failed[key] = e;
            }

            progress?.Report(new RoleChainPoolProgress(Interlocked.Increment(ref completed), failed.Count, all.Length));
        }).ConfigureAwait(false);
        return failed;
    }

    public async Task<bool> RemoveAsync(TKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isKnown = _entries.TryFind(key, out PoolEntry<TKey>? entry);
        if (entry?.Found is null && _hub.HasSessionCache)
        {
            return await RemoveElsewhereAsync(key).WaitAsync(cancellationToken).ConfigureAwait(false) && isKnown;
        }

        if (entry is null)
        {
            return false;
        }

        // First: the next entry's credentials would share the sessions, and keep them.
        entry.End();
        bool isRemoved = _entries.Remove(key, entry);
        await entry.EndAsync(cancellationToken).ConfigureAwait(false);
        return isRemoved;
    }

    public void InvalidateHub() => _hub.Invalidate(allHops: true);

    public void Dispose()
    {
        foreach (PoolEntry<TKey> entry in _entries.Values)
        {
            entry.Dispose();
        }

        _hub.Dispose();
    }

    /// <summary>Lets an entry go, unless another one has taken its place.</summary>
    internal bool Drop(PoolEntry<TKey> entry) => _entries.Remove(entry.Key, entry);

    /// <summary>An entry whose hops were found counts from now on.</summary>
    internal void Keep(PoolEntry<TKey> entry) => _entries.Promote(entry.Key, entry);

    /// <summary>An entry whose hops were not found must not push out another one.</summary>
    internal void Forsake(PoolEntry<TKey> entry) => _entries.Demote(entry.Key, entry);

    internal TService CreateClient<TService>(ChainedAWSCredentials credentials)
        where TService : class, IAmazonService =>
        _clients.Create<TService>(
            _definition, _clientDefinitions.GetOrAdd(typeof(TService), static _ => ClientFactory.Define<TService>()), credentials);

    /// <summary>Asks the application for a key's hops, in a scope of its own, and adds them to the hub's.</summary>
    internal async Task<ChainedAWSCredentials> LookUpAsync(TKey key)
    {
        RoleHopsBuilder tenant = new();
        string? name = _rules?.DescribeOrNull(key);
        string description = name is null ? _definition.Description : $"{_definition.Description}, tenant {name}";
        using CancellationTokenSource limit = new(_options.LookupTimeout, Clock);
        try
        {
            // On another thread: the function may block before its first await.
            await Task.Run(() => AskAsync(key, tenant, limit.Token)).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The tenant function of {description} took longer than {_options.LookupTimeout.TotalSeconds:0.#} s.");
        }

        // With no hop of its own, a tenant would silently get the hub's own power.
        IReadOnlyList<RoleHopOptions> hops = tenant.Hops;
        IReadOnlyList<string> errors = hops.Count == 0
            ? ["the tenant function added no hop; it must assume at least one role."]
            : _rules?.Apply(key, _hub.Chain, hops) ?? [];
        try
        {
            if (errors.Count == 0)
            {
                return _hub.Extend(hops, name);
            }
        }
        catch (OptionsValidationException e)
        {
            errors = [.. ErrorList.WithoutNumbers(e.Failures)];
        }

        throw new OptionsValidationException(
            _definition.Name, typeof(RoleChainOptions), ErrorList.Number([.. errors.Select(error => $"{description}: {error}")]));
    }

    private PoolEntry<TKey> Entry(TKey key)
    {
        // Without ThrowIfNull, which would box the key.
        return _entries.TryGet(key ?? throw new ArgumentNullException(nameof(key)), out PoolEntry<TKey>? entry)
            ? entry
            : _entries.GetOrAdd(key, key => new PoolEntry<TKey>(key, this));
    }

    /// <summary>
    /// The cache may have sessions of a key that this process has not found, and other processes may use them. Only the key's hops tell
    /// which ones.
    /// </summary>
    private async Task<bool> RemoveElsewhereAsync(TKey key)
    {
        PoolEntry<TKey> entry = Entry(key);
        await entry.GetAsync(CancellationToken.None).ConfigureAwait(false);
        entry.End();
        return _entries.Remove(key, entry);
    }

    private async Task AskAsync(TKey key, RoleHopsBuilder tenant, CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = _scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            Task asked = _tenant(scope.ServiceProvider, key, tenant, cancellationToken)
                ?? throw new InvalidOperationException(
                    $"The tenant function of {_definition.Description} returned null in place of a Task.");
            await asked.ConfigureAwait(false);
        }
    }
}
