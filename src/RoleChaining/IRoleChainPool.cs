using Amazon.Runtime;

namespace RoleChaining;

/// <summary>
/// Credentials and AWS clients for many accounts behind one hub: a key (a tenant) leads to its hops by the function that the pool was
/// registered with, which runs once per key. Thread-safe. One key's slow function, broken role or wrong external id slows no other.
/// </summary>
/// <typeparam name="TKey">What identifies a tenant; compared by its own equality.</typeparam>
/// <remarks>
/// <para>The pool keeps the <see cref="RoleChainPoolOptions.Capacity"/> most recently used keys alive. A key beyond these is let go, with
/// its client, sessions and plan, once nobody holds its credentials or client any more: hold these as long as you use them, not
/// longer.</para>
/// <para>The pool owns the clients: do not dispose of them. An evicted client is not disposed of either, since somebody may be using it;
/// it holds nothing but memory, because all clients of a pool share their connections.</para>
/// <para>The function's failure reaches those who waited for it and those who come within the next second; then it is tried again.</para>
/// </remarks>
public interface IRoleChainPool<TKey>
    where TKey : notnull
{
    /// <summary>How the pool stands. A snapshot; costs no call.</summary>
    RoleChainPoolStatus Status { get; }

    /// <summary>
    /// The key's credentials: those of its last hop. Finds the hops, but assumes no role yet: reading the credentials does.
    /// </summary>
    /// <param name="key">The tenant.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The hops break rules; every error is listed.</exception>
    /// <exception cref="TimeoutException">The function took longer than <see cref="RoleChainPoolOptions.LookupTimeout"/>.</exception>
    Task<ChainedAWSCredentials> GetCredentialsAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>A client with the key's credentials, the same for every caller. The pool owns it: do not dispose of it.</summary>
    /// <typeparam name="TService">The client's interface, such as <c>IAmazonS3</c>.</typeparam>
    /// <inheritdoc cref="GetCredentialsAsync"/>
    Task<TService> GetClientAsync<TService>(TKey key, CancellationToken cancellationToken = default)
        where TService : class, IAmazonService;

    /// <summary>The key's plan: what a new customer's role must trust and allow is in it.</summary>
    /// <inheritdoc cref="GetCredentialsAsync"/>
    Task<RoleChain> GetChainAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Obtains the sessions of these keys, some at a time. A key that fails does not end it.</summary>
    /// <param name="keys">The tenants; at most <see cref="RoleChainPoolOptions.Capacity"/>, which is what the pool keeps.</param>
    /// <param name="progress">Gets a report after each key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The keys that failed, and why.</returns>
    /// <exception cref="RoleChainException">The hub, without which no key has a session, is not to be had.</exception>
    Task<IReadOnlyDictionary<TKey, Exception>> WarmUpAsync(
        IEnumerable<TKey> keys, IProgress<RoleChainPoolProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets the key: its client, sessions and plan. Credentials and clients that somebody still holds stop working, with an
    /// <see cref="ObjectDisposedException"/> at the next request. The next call with this key runs the function again. With a session
    /// cache, its sessions leave the cache too, and shared ones end in the other processes at their next refresh. Only the key's hops tell
    /// which sessions these are: where this process has not found them, the function runs. Remove a tenant before its hops are gone.
    /// </summary>
    /// <param name="key">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait for a function that is running, and not the removal.</param>
    /// <returns>Whether the pool knew it.</returns>
    /// <exception cref="Exception">
    /// With a session cache, what the function throws: this process did not know the key, and the others cannot be told.
    /// </exception>
    Task<bool> RemoveAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drops the sessions of the hub's hops, for instance after AWS's "revoke active sessions" on the hub's role. Requests under way keep
    /// theirs; the next refresh of a tenant is signed by a new session of the hub. Thread-safe; waits for nothing. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html">revoking sessions</see>.
    /// </summary>
    void InvalidateHub();
}
