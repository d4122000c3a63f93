using Amazon.Runtime;
using RoleChaining.Sessions;

namespace RoleChaining.DependencyInjection;

/// <summary>One key of a pool: its credentials once they are found, and the clients made with them.</summary>
internal sealed class PoolEntry<TKey>(TKey key, RoleChainPool<TKey> pool) : IRemovable
    where TKey : notnull
{
    /// <summary>How long a failure is remembered: enough for a burst of requests to make one attempt only.</summary>
    private static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<ChainedAWSCredentials>? _lookup;
    private long _failedAt;
    private bool _isRemoved;

    /// <summary>One of each kind. Replaced as a whole, and so read without a lock; a tenant has a handful.</summary>
    private PoolClient[] _clients = [];

    public TKey Key => key;

    /// <summary>The credentials, if they have been found.</summary>
    public ChainedAWSCredentials? Found => _lookup is { IsCompletedSuccessfully: true } lookup ? lookup.Result : null;

    private bool HasFailed => _lookup is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>The credentials. Everybody who comes meanwhile shares one lookup, which nobody's leaving ends.</summary>
    public Task<ChainedAWSCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (_lookup is { IsCompletedSuccessfully: true } found)
        {
            return found;
        }

        if (PoolLookup.IsWithin(this))
        {
            throw new InvalidOperationException(
                "The pool's tenant function asks the pool for the key that it is looking up, and would wait for itself. Find the tenant's hops without the pool.");
        }

        Task<ChainedAWSCredentials> lookup;
        lock (_gate)
        {
            // What an entry finds after its removal would be out of reach of the next one.
            if (_isRemoved && (_lookup is null || HasFailed))
            {
                return pool.GetCredentialsAsync(key, cancellationToken);
            }

            if (_lookup is null || (HasFailed && pool.Clock.GetElapsedTime(_failedAt) >= FailureMemory))
            {
                _lookup = Start();
            }

            lookup = _lookup;
        }

        return lookup.WaitAsync(cancellationToken);
    }

    /// <summary>The client of a kind as a completed task, if it has been made.</summary>
    public Task<TService>? FindClient<TService>()
        where TService : class, IAmazonService
    {
        foreach (PoolClient client in Volatile.Read(ref _clients))
        {
            if (client.Task is Task<TService> found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The client of a kind, made once.</summary>
    public async Task<TService> GetClientAsync<TService>(CancellationToken cancellationToken)
        where TService : class, IAmazonService
    {
        ChainedAWSCredentials credentials = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (credentials.KeptAlive != this)
        {
            return await pool.GetClientAsync<TService>(key, cancellationToken).ConfigureAwait(false);
        }

        lock (_gate)
        {
            if (FindClient<TService>() is { } known)
            {
                return known.Result;
            }

            TService client = pool.CreateClient<TService>(credentials);
            Volatile.Write(ref _clients, [.. _clients, new PoolClient(Task.FromResult(client), client as IDisposable)]);
            return client;
        }
    }

    /// <summary>Ends the credentials, if they have been found; the clients stop with them.</summary>
    public void End() => Found?.Forget();

    /// <summary>
    /// Ends the credentials, when they have been found; the clients stop with them. The token ends the wait and not the removal.
    /// </summary>
    public Task EndAsync(CancellationToken cancellationToken) => EndWhenFoundAsync().WaitAsync(cancellationToken);

    /// <summary>Another process has removed the key. It is looked up again when it is asked for again.</summary>
    public bool EndRemoved()
    {
        // The credentials first: those of the next entry would share the sessions, and keep them.
        bool hasEnded = Found is { IsDisposed: false } credentials && credentials.Forget(ForgetReason.RemovedElsewhere);
        pool.Drop(this);
        return hasEnded;
    }

    private async Task EndWhenFoundAsync()
    {
        Task<ChainedAWSCredentials>? lookup;
        lock (_gate)
        {
            _isRemoved = true;
            lookup = _lookup;
        }

        if (lookup is not null)
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
            foreach (PoolClient client in _clients)
            {
                client.Disposable?.Dispose();
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
            // What is removed while it is looked up may be gone from what the tenant function has read.
            long begun = pool.Clock.GetTimestamp();
            ChainedAWSCredentials credentials = await pool.LookUpAsync(key).ConfigureAwait(false);
            credentials.KeptAlive = this;
            credentials.WatchRemoval(this, begun);
            pool.Keep(this);
            return credentials;
        }
        catch
        {
            _failedAt = pool.Clock.GetTimestamp();
            pool.Forsake(this);
            throw;
        }
    }
}
