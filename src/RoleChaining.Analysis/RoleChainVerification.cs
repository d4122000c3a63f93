using System.Collections.Concurrent;
using RoleChaining.Verifying;

namespace RoleChaining;

/// <summary>Verifies chains live: with calls to STS, and with nothing else.</summary>
public static class RoleChainVerification
{
    private const int Concurrency = 10;

    /// <inheritdoc cref="VerifyAsync(ChainedAWSCredentials, VerifyOptions, IProgress{VerifiedHop}, CancellationToken)"/>
    public static Task<VerifyReport> VerifyAsync(
        this ChainedAWSCredentials credentials, IProgress<VerifiedHop>? progress = null, CancellationToken cancellationToken = default) =>
        credentials.VerifyAsync(new VerifyOptions(), progress, cancellationToken);

    /// <summary>
    /// Walks the chain hop by hop, and stops at the first failure: AssumeRole, then GetCallerIdentity with the new session. The calls go
    /// where the chain's own calls go, with the same retries and limits. Thread-safe.
    /// </summary>
    /// <remarks>
    /// Every hop is a new session, so each MFA code is asked for. The sessions are dropped afterwards: the chain does not use them, and no
    /// cache gets them. Only the source's credentials are those that the chain has.
    /// </remarks>
    /// <param name="credentials">The chain.</param>
    /// <param name="options">What is verified besides.</param>
    /// <param name="progress">Gets the source and each hop when its calls have ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The report. A hop that fails is in it, and throws nothing.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<VerifyReport> VerifyAsync(
        this ChainedAWSCredentials credentials,
        VerifyOptions options,
        IProgress<VerifiedHop>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(options);
        return new ChainVerification(credentials, options, progress).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Verifies the chains of tenants, ten at a time: before customers are taken on, for instance. A tenant that fails does not end it. The
    /// hub's hops are walked for each tenant anew.
    /// </summary>
    /// <typeparam name="TKey">What identifies a tenant.</typeparam>
    /// <param name="pool">The pool, which keeps the tenants' plans as it does when it is asked for their credentials.</param>
    /// <param name="keys">The tenants.</param>
    /// <param name="progress">Gets a report after each tenant. Those that are not <see cref="VerifyStatus.Ok"/> count as failed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<PoolVerifyReport<TKey>> VerifyAsync<TKey>(
        this IRoleChainPool<TKey> pool,
        IEnumerable<TKey> keys,
        IProgress<RoleChainPoolProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(keys);
        TKey[] all = [.. keys.Distinct()];
        ConcurrentDictionary<TKey, VerifyReport> reports = [];
        ConcurrentDictionary<TKey, Exception> errors = [];
        int completed = 0;
        int failed = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(all, options, async (key, token) =>
        {
            try
            {
                ChainedAWSCredentials credentials = await pool.GetCredentialsAsync(key, token).ConfigureAwait(false);
                reports[key] = await credentials.VerifyAsync(progress: null, token).ConfigureAwait(false);
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                errors[key] = e;
            }

            if (!reports.TryGetValue(key, out VerifyReport? report) || report.Status != VerifyStatus.Ok)
            {
                Interlocked.Increment(ref failed);
            }

            progress?.Report(new RoleChainPoolProgress(Interlocked.Increment(ref completed), Volatile.Read(ref failed), all.Length));
        }).ConfigureAwait(false);
        return new PoolVerifyReport<TKey> { Reports = reports, Errors = errors };
    }
}
