using Medallion.Threading;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace RoleChaining.Caching;

/// <summary>
/// Sessions in any <see cref="IDistributedCache"/>, encrypted and bound to their keys by Data Protection, whose key ring the machines must
/// share. With a lock, one machine obtains a session and the others wait for it; without one, machines that are cold at the same moment
/// each ask STS once. Thread-safe.
/// </summary>
public sealed class DistributedSessionCache : IRoleSessionCache
{
    private readonly IDistributedCache _cache;
    private readonly IDataProtectionProvider _protection;
    private readonly RevocationMarks _marks;
    private readonly AdvisoryLock? _lock;
    private readonly Func<SharedSessionOptions> _options;

    /// <summary>Uses a cache.</summary>
    /// <param name="cache">The cache for the entries. It gets hashes and ciphertext only.</param>
    /// <param name="protection">
    /// The app's Data Protection; see
    /// <see href="https://learn.microsoft.com/aspnet/core/security/data-protection/configuration/overview">its configuration</see>.
    /// </param>
    /// <param name="locks">
    /// The locks that the machines share, such as those of <c>DistributedLock.Redis</c> or <c>DistributedLock.Postgres</c>;
    /// <see langword="null"/> does without.
    /// </param>
    /// <param name="options">How sessions are shared; <see langword="null"/> is the defaults.</param>
    public DistributedSessionCache(
        IDistributedCache cache,
        IDataProtectionProvider protection,
        IDistributedLockProvider? locks = null,
        SharedSessionOptions? options = null)
        : this(cache, protection, locks, () => options ??= new(), TimeProvider.System)
    {
    }

    /// <param name="options">Asked at each use.</param>
    /// <param name="clock">For the wait for a lock.</param>
    internal DistributedSessionCache(
        IDistributedCache cache,
        IDataProtectionProvider protection,
        IDistributedLockProvider? locks,
        Func<SharedSessionOptions> options,
        TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(protection);
        (_cache, _protection, _options, _marks) = (cache, protection, options, new RevocationMarks(cache, protection));
        _lock = locks is null ? null : new AdvisoryLock(locks, cache, clock);
    }

    /// <inheritdoc/>
    public TimeSpan? LockTimeout => _options().LockTimeout;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The entry is damaged or foreign.</exception>
    public async ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken)
    {
        string generation = _options().Generation;
        byte[]? entry = await _cache.GetAsync(EntryNames.Of(key, generation).Session, cancellationToken).ConfigureAwait(false);
        return entry is null ? null : Payload(generation).Unprotect(key, entry);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">What is known of revocations is damaged or foreign.</exception>
    public async ValueTask<CachedRoleSessionEntry> FindAsync(string key, CancellationToken cancellationToken)
    {
        string generation = _options().Generation;
        Task<byte[]?> entry = _cache.GetAsync(EntryNames.Of(key, generation).Session, cancellationToken);
        Task<(DateTimeOffset? RevokedAt, DateTimeOffset? RemovedAt)> marks = _marks.FindAsync(key, cancellationToken);
        await Task.WhenAll(entry, marks).ConfigureAwait(false);
        (DateTimeOffset? revokedAt, DateTimeOffset? removedAt) = await marks.ConfigureAwait(false);
        CachedRoleSession? session = null;
        InvalidDataException? fault = null;
        try
        {
            session = await entry.ConfigureAwait(false) is { } stored ? Payload(generation).Unprotect(key, stored) : null;
        }
        catch (InvalidDataException e)
        {
            fault = e;
        }

        return new() { Session = session, Fault = fault, RevokedAt = revokedAt, RemovedAt = removedAt };
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);

        // Its life and not its end: this machine's clock may be wrong, and a session is stored when it has just been issued.
        DistributedCacheEntryOptions life = new() { AbsoluteExpirationRelativeToNow = session.ExpiresAt - session.IssuedAt };
        string generation = _options().Generation;
        byte[] entry = Payload(generation).Protect(key, session);
        await _cache.SetAsync(EntryNames.Of(key, generation).Session, entry, life, cancellationToken).ConfigureAwait(false);
        await _marks.RepairAsync(key, session.IssuedAt, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>An entry that cannot be read is removed too.</remarks>
    public async ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken)
    {
        string generation = _options().Generation;
        EntryNames names = EntryNames.Of(key, generation);
        if (await _cache.GetAsync(names.Session, cancellationToken).ConfigureAwait(false) is { } entry
            && Payload(generation).IsOf(key, entry, accessKeyId))
        {
            await _cache.RemoveAsync(names.Session, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The moment is kept beside the entry for 13 hours, longer than any session lasts: another machine may be about to store a session
    /// that was issued before it. That of a removal is kept for 30 days: another machine may not use the tenant for long.
    /// </remarks>
    public async ValueTask RevokeAsync(string key, RoleSessionRevocation revocation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        string generation = _options().Generation;
        EntryNames names = EntryNames.Of(key, generation);
        await _marks.AddAsync(key, revocation, cancellationToken).ConfigureAwait(false);
        if (await _cache.GetAsync(names.Session, cancellationToken).ConfigureAwait(false) is { } entry
            && Payload(generation).IsOf(key, entry, session =>
                session.AccessKeyId == revocation.AccessKeyId || session.IssuedAt <= revocation.RevokedAt))
        {
            await _cache.RemoveAsync(names.Session, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// It waits until it has the lock, until another machine has stored a session, or for <see cref="SharedSessionOptions.LockTimeout"/>:
    /// a machine that died with the lock holds nobody up for longer.
    /// </remarks>
    public async ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken)
    {
        SharedSessionOptions options = _options();
        return _lock is null || options.LockTimeout == TimeSpan.Zero
            ? null
            : await _lock.WaitAsync(EntryNames.Of(key, options.Generation), options.LockTimeout, cancellationToken).ConfigureAwait(false);
    }

    private SessionPayload Payload(string generation) => new(_protection, generation);
}
