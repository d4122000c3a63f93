namespace RoleChaining;

/// <summary>
/// Keeps sessions beyond the process, so that the next process, or the next machine, need not ask STS for what is still good. A cache
/// never fails a request: what it throws is logged once per kind, and the session is obtained without it. Calls come from many threads;
/// those of synchronous readers are waited for on their thread. The package <c>RoleChaining.Caching</c> has implementations.
/// </summary>
public interface IRoleSessionCache
{
    /// <summary>The session that was stored last under this key; <see langword="null"/> when there is none.</summary>
    /// <param name="key">
    /// 64 hexadecimal digits: a hash over the source's identity and every setting of every hop up to the session's, so that a session is
    /// found only by who could have obtained the same one.
    /// </param>
    /// <param name="cancellationToken">Cancelled after two seconds: the chain goes on without the cache.</param>
    /// <remarks>A session that cannot be read, or was stored under another key, is to be an exception or none, never returned.</remarks>
    ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>The session, and what is known of revocations, which a cache that machines share keeps beside it.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="cancellationToken">Cancelled after two seconds.</param>
    /// <remarks>The default asks <see cref="GetAsync"/>, and knows of no revocation.</remarks>
    async ValueTask<CachedRoleSessionEntry> FindAsync(string key, CancellationToken cancellationToken) =>
        new() { Session = await GetAsync(key, cancellationToken).ConfigureAwait(false) };

    /// <summary>Stores a session in place of the last one. The implementation must encrypt it and bind it to its key.</summary>
    ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the session that is stored under the key, if it is the one with this access key id: it was invalidated, rejected by a
    /// service or removed. A session that another process stored since stays.
    /// </summary>
    /// <param name="key">The session's key.</param>
    /// <param name="accessKeyId">The access key id of the session.</param>
    /// <param name="cancellationToken">Cancelled after two seconds.</param>
    /// <remarks>
    /// The default does nothing. This process then takes the session over no more, and the entry stays for other processes until it is
    /// replaced or ends.
    /// </remarks>
    ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken) => default;

    /// <summary>
    /// Makes it known that the sessions of this key are revoked that were issued before a moment, and removes the one that is stored if it
    /// is one of them. Called in the background, and again for an hour while it fails.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="revocation">Which sessions.</param>
    /// <param name="cancellationToken">Cancelled after two seconds.</param>
    /// <remarks>The default removes the session that this process had, by <see cref="RemoveAsync"/>.</remarks>
    ValueTask RevokeAsync(string key, RoleSessionRevocation revocation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        return revocation.AccessKeyId is { } accessKeyId ? RemoveAsync(key, accessKeyId, cancellationToken) : default;
    }

    /// <summary>
    /// How long <see cref="LockAsync"/> waits at most by itself; <see langword="null"/> where it waits as long as it may. A lock that takes
    /// longer than it says is left alone for half a minute.
    /// </summary>
    TimeSpan? LockTimeout => null;

    /// <summary>
    /// Waits until nobody else refreshes this key, and keeps others waiting until the result is disposed of. A process that dies gives
    /// it back.
    /// </summary>
    /// <param name="key">The session's key.</param>
    /// <param name="cancellationToken">
    /// Cancelled a second after <see cref="LockTimeout"/>, or where that is <see langword="null"/> after a minute, five where a person is
    /// asked for a code: the chain then refreshes beside the other one.
    /// </param>
    /// <returns><see langword="null"/> where the cache has no such means, or has waited long enough.</returns>
    ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken);
}
