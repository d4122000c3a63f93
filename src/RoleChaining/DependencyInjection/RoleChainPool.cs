using System.Collections.Concurrent;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RoleChaining.DependencyInjection;

/// <inheritdoc cref="IRoleChainPool{TKey}"/>
internal sealed class RoleChainPool<TKey> : IRoleChainPool<TKey>, IDisposable
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
    private readonly LeastRecentlyUsed<TKey, PoolEntry> _entries;

    public RoleChainPool(PoolDefinition pool, IServiceProvider services)
    {
        if (pool.HasRivalTenants)
        {
            throw new OptionsValidationException(pool.Hub.Name, typeof(RoleChainPoolOptions), [pool.RivalTenants]);
        }

        _definition = pool.Hub;
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
            IReadOnlyList<PoolEntry> entries = _entries.Values;
            HopStatus[] finals = [.. entries.Select(entry => entry.Found?.Status.Final).OfType<HopStatus>()];
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

    public Task<ChainedAWSCredentials> GetCredentialsAsync(TKey key, CancellationToken cancellationToken = default) =>
        Entry(key).GetAsync(cancellationToken);

    public Task<TService> GetClientAsync<TService>(TKey key, CancellationToken cancellationToken = default)
        where TService : class, IAmazonService => Entry(key).GetClientAsync(Create<TService>, cancellationToken);

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
        if (!_entries.TryRemove(key, out PoolEntry? entry))
        {
            return false;
        }

        await entry.EndAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public void InvalidateHub() => _hub.Invalidate(allHops: true);

    public void Dispose()
    {
        foreach (PoolEntry entry in _entries.Values)
        {
            entry.Dispose();
        }

        _hub.Dispose();
    }

    private PoolEntry Entry(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _entries.GetOrAdd(key, key => new PoolEntry(
            () => LookUpAsync(key), entry => _entries.Promote(key, entry), entry => _entries.Demote(key, entry), _hub.Clock));
    }

    private TService Create<TService>(ChainedAWSCredentials credentials)
        where TService : class, IAmazonService =>
        _clients.Create<TService>(
            _definition, _clientDefinitions.GetOrAdd(typeof(TService), _ => ClientFactory.Define<TService>()), credentials);

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

    /// <summary>Asks the application for a key's hops, in a scope of its own, and adds them to the hub's.</summary>
    private async Task<ChainedAWSCredentials> LookUpAsync(TKey key)
    {
        RoleHopsBuilder tenant = new();
        using CancellationTokenSource limit = new(_options.LookupTimeout, _hub.Clock);
        try
        {
            // On another thread: the function may block before its first await.
            await Task.Run(() => AskAsync(key, tenant, limit.Token)).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The tenant function of {_definition.Description} took longer than {_options.LookupTimeout.TotalSeconds:0.#} s.");
        }

        // With no hop of its own, a tenant would silently get the hub's own power.
        return tenant.Hops is { Count: > 0 } hops
            ? _hub.Extend(hops)
            : throw new OptionsValidationException(
                _definition.Name, typeof(RoleChainOptions), [$"{_definition.Description}: the tenant function added no hop; it must assume at least one role."]);
    }
}
