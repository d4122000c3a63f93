using System.Collections.Concurrent;
using RoleChaining.Sessions;

namespace RoleChaining.Verifying;

/// <summary>Walks the chains of a pool's tenants, some at a time, from one walk of the hub.</summary>
internal sealed class PoolVerification<TKey>(
    IRoleChainPool<TKey> pool, VerifyOptions options, IProgress<RoleChainPoolProgress>? progress) : IDisposable
    where TKey : notnull
{
    private const int Concurrency = 10;

    /// <summary>A session of the hub with less life is replaced before the next tenant.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<TKey, VerifyReport> _reports = [];
    private readonly ConcurrentDictionary<TKey, Exception> _errors = [];
    private readonly SemaphoreSlim _turn = new(1);
    private SessionTree? _tree;
    private ChainWalk _hub = ChainWalk.Start;
    private int _completed;
    private int _failed;

    public async Task<PoolVerifyReport<TKey>> RunAsync(IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(keys, parallel, async (key, token) =>
        {
            if (!await VerifyAsync(key, token).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _failed);
            }

            progress?.Report(new RoleChainPoolProgress(Interlocked.Increment(ref _completed), Volatile.Read(ref _failed), keys.Count));
        }).ConfigureAwait(false);
        return new PoolVerifyReport<TKey> { Reports = _reports, Errors = _errors };
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> VerifyAsync(TKey key, CancellationToken cancellationToken)
    {
        try
        {
            ChainedAWSCredentials credentials = await pool.GetCredentialsAsync(key, cancellationToken).ConfigureAwait(false);
            ChainBranch branch = credentials.Branch;
            ChainWalk hub = await WalkHubAsync(branch, credentials.ExtendedFrom, cancellationToken).ConfigureAwait(false);
            ChainVerification verification = new(branch, progress: null);
            VerifyReport report = await verification.RunAsync(hub, options, cancellationToken).ConfigureAwait(false);
            _reports[key] = report;
            return report.Status == VerifyStatus.Ok;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _errors[key] = e;
            return false;
        }
    }

    /// <summary>The walk of the hub, which every tenant's chain begins with. A hub that fails is not asked again for each tenant.</summary>
    private async Task<ChainWalk> WalkHubAsync(ChainBranch branch, int hops, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_tree != branch.Tree || Ends(_hub, branch.Tree.Context.Clock.GetUtcNow()))
            {
                _hub = await new ChainVerification(branch, progress: null).WalkAsync(
                    ChainWalk.Start, hops, cancellationToken).ConfigureAwait(false);
                _tree = branch.Tree;
            }

            return _hub;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static bool Ends(ChainWalk hub, DateTimeOffset now) =>
        !hub.HasFailed && hub.Sessions.Any(session => session.HasKnownExpiry && session.ExpiresAt < now + ShortestLife);
}
