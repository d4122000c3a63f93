using Amazon.Runtime;

namespace RoleChaining.DependencyInjection;

/// <summary>One key of a pool: its credentials once they are found, and the clients made with them.</summary>
/// <param name="lookUp">Finds the credentials.</param>
/// <param name="onFailure">Called when they were not found: an unknown key must not push out a known one.</param>
/// <param name="clock">Tells how long ago that was.</param>
internal sealed class PoolEntry(Func<Task<ChainedAWSCredentials>> lookUp, Action<PoolEntry> onFailure, TimeProvider clock)
{
    /// <summary>How long a failure is remembered: enough for a burst of requests to make one attempt only.</summary>
    private static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<ChainedAWSCredentials>? _lookup;
    private DateTimeOffset _failedAt;
    private Dictionary<Type, object>? _clients;

    /// <summary>The credentials, if they have been found.</summary>
    public ChainedAWSCredentials? Found => _lookup is { IsCompletedSuccessfully: true } lookup ? lookup.Result : null;

    private bool HasFailed => _lookup is { IsCompleted: true, IsCompletedSuccessfully: false };

    /// <summary>The credentials. Everybody who comes meanwhile shares one lookup, which nobody's leaving ends.</summary>
    public Task<ChainedAWSCredentials> GetAsync(CancellationToken cancellationToken)
    {
        Task<ChainedAWSCredentials> lookup;
        lock (_gate)
        {
            if (_lookup is null || (HasFailed && clock.GetUtcNow() - _failedAt >= FailureMemory))
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

    /// <summary>Ends the credentials, when they have been found; the clients stop with them.</summary>
    public async Task EndAsync(int hopsToKeep, CancellationToken cancellationToken)
    {
        Task<ChainedAWSCredentials>? lookup = _lookup;
        if (lookup is not null)
        {
            await ((Task)lookup).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            Found?.Forget(hopsToKeep);
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
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        Task<ChainedAWSCredentials> lookup = Task.Run(FindAsync);
        _ = lookup.ContinueWith(
            static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return lookup;
    }

    private async Task<ChainedAWSCredentials> FindAsync()
    {
        try
        {
            ChainedAWSCredentials credentials = await lookUp().ConfigureAwait(false);
            credentials.KeptAlive = this;
            return credentials;
        }
        catch
        {
            _failedAt = clock.GetUtcNow();
            onFailure(this);
            throw;
        }
    }
}
