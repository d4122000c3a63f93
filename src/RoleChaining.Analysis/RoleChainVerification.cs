using RoleChaining.Verifying;

namespace RoleChaining;

/// <summary>Verifies chains live: with calls to STS, and with nothing else.</summary>
public static class RoleChainVerification
{
    /// <inheritdoc cref="VerifyAsync(ChainedAWSCredentials, VerifyOptions, IProgress{VerifiedHop}, CancellationToken)"/>
    public static Task<VerifyReport> VerifyAsync(
        this ChainedAWSCredentials credentials, IProgress<VerifiedHop>? progress = null, CancellationToken cancellationToken = default) =>
        credentials.VerifyAsync(new VerifyOptions(), progress, cancellationToken);

    /// <summary>
    /// Walks the chain hop by hop, and stops at the first failure: AssumeRole, then GetCallerIdentity with the new session. The calls go
    /// where the chain's own calls go, with the same limits. AssumeRole is tried again as the chain does it, GetCallerIdentity is asked
    /// once. Thread-safe.
    /// </summary>
    /// <remarks>
    /// Every hop is a new session, so each MFA code is asked for. The sessions are dropped afterwards: the chain does not use them, and no
    /// cache gets them. Only the source is read as the chain reads it, with the chain's cache where it is a web identity.
    /// </remarks>
    /// <param name="credentials">The chain.</param>
    /// <param name="options">What is verified besides.</param>
    /// <param name="progress">Gets the source and each hop when its calls have ended, and then those that were not reached.</param>
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
        return new ChainVerification(credentials.Branch, progress).RunAsync(ChainWalk.Start, options, cancellationToken);
    }

    /// <summary>
    /// Verifies the chains of tenants, ten at a time: before customers are taken on, for instance. The hub is walked once for all, and not
    /// asked again where it fails. A tenant that fails does not end it.
    /// </summary>
    /// <typeparam name="TKey">What identifies a tenant.</typeparam>
    /// <param name="pool">The pool, which keeps the tenants' plans as it does when it is asked for their credentials.</param>
    /// <param name="keys">The tenants.</param>
    /// <param name="options">What is verified of each tenant's own hops besides; <see langword="null"/> for nothing.</param>
    /// <param name="progress">Gets a report after each tenant. Those that are not <see cref="VerifyStatus.Ok"/> count as failed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<PoolVerifyReport<TKey>> VerifyAsync<TKey>(
        this IRoleChainPool<TKey> pool,
        IEnumerable<TKey> keys,
        VerifyOptions? options = null,
        IProgress<RoleChainPoolProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(keys);
        using PoolVerification<TKey> verification = new(pool, options ?? new(), progress);
        return await verification.RunAsync([.. keys.Distinct()], cancellationToken).ConfigureAwait(false);
    }
}
