using Amazon.Runtime;

namespace RoleChaining.DependencyInjection;

/// <summary>One key of a pool: its credentials once they are found, and the clients made with them.</summary>
/// <param name="lookUp">Finds the credentials.</param>
/// <param name="onFound">Called when they were found.</param>
/// <param name="onFailure">Called when they were not found: an unknown key must not push out a known one.</param>
/// <param name="clock">Tells how long ago that was.</param>
internal sealed class PoolEntry(
    Func<Task<ChainedAWSCredentials>> lookUp, Action<PoolEntry> onFound, Action<PoolEntry> onFailure, TimeProvider clock)
{
    /// <summary>How long a failure is remembered: enough for a burst of requests to make one attempt only.</summary>
    private static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<ChainedAWSCredentials>? _lookup;
    private long _failedAt;
    private Dictionary<Type, object>? _clients;

    /// <summary>The credentials, if they have been found.</summary>
    public ChainedAWSCredentials? Found => _lookup is { IsCompletedSuccessfully: true } lookup ? lookup.Result : null;

    private bool HasFailed => _lookup is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>The credentials. Everybody who comes meanwhile shares one lookup, which nobody's leaving ends.</summary>
    public Task<ChainedAWSCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (_lookup is not { IsCompletedSuccessfully: true } && PoolLookup.IsWithin(this))
        {
            throw new InvalidOperationException(
                "The pool's tenant function asks the pool for the key that it is looking up, and would wait for itself. Find the tenant's hops without the pool.");
        }

        Task<ChainedAWSCredentials> lookup;
        lock (_gate)
        {
            if (_lookup is null || (HasFailed && clock.GetElapsedTime(_failedAt) >= FailureMemory))
            {
                _lookup = Start();
            }

            lookup = _lookup;
        }

        if (HasFailed)
        {
            onFailure(this);
        }

        return lookup.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested ? lookup : lookup.WaitAsync(cancellationToken);
    }

    /// <summary>The client of a kind.</summary>
    /// <param name="create">Makes it, once.</param>
    public async Task<TService> GetClientAsync<TService>(Func<ChainedAWSCredentials, TService> create, CancellationToken cancellationToken)
        where TService : class, IAmazonService
    {
        ChainedAWSCredentials credentials = await GetAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _clients ??= [];
            if (!_clients.TryGetValue(typeof(TService), out object? client))
            {
                _clients[typeof(TService)] = client = create(credentials);
            }

            return (TService)client;
        }
    }

    /// <summary>
    /// Ends the credentials, when they have been found; the clients stop with them. The token ends the wait and not the removal.
    /// </summary>
    public Task EndAsync(CancellationToken cancellationToken) => EndWhenFoundAsync().WaitAsync(cancellationToken);

    private async Task EndWhenFoundAsync()
    {
        if (_lookup is { } lookup)
        {
            await ((Task)lookup).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Found?.Forget();
        }
    }

    /// <summary>Disposes of everything, when the container is.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (IDisposable client in _clients?.Values.OfType<IDisposable>() ?? [])
            {
                client.Dispose();
            }
        }

        Found?.Dispose();
    }

    // Off the caller's context, which is none of the others' business.
    private Task<ChainedAWSCredentials> Start()
    {
        PoolLookup? outer = PoolLookup.Current;
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        Task<ChainedAWSCredentials> lookup = Task.Run(() => FindAsync(outer));
        _ = lookup.ContinueWith(
            static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return lookup;
    }

    private async Task<ChainedAWSCredentials> FindAsync(PoolLookup? outer)
    {
        PoolLookup.Enter(this, outer);
        try
        {
            ChainedAWSCredentials credentials = await lookUp().ConfigureAwait(false);
            credentials.KeptAlive = this;
            onFound(this);
            return credentials;
        }
        catch
        {
            _failedAt = clock.GetTimestamp();
            onFailure(this);
            throw;
        }
    }
}
