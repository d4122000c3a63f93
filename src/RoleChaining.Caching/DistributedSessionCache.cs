using System.Collections.Concurrent;
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
    /// <summary>A little more than the longest session that STS issues: what is revoked has ended by then.</summary>
    private static readonly DistributedCacheEntryOptions MarkLife = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(13) };

    /// <summary>More than a session must be newer than a revocation to be taken over.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);

    private readonly IDistributedCache _cache;
    private readonly IDataProtectionProvider _protection;
    private readonly RevocationPayload _marks;
    private readonly AdvisoryLock? _lock;
    private readonly Func<SharedSessionOptions> _options;

    // Keys whose mark cannot be read. The next session that is stored replaces the mark.
    private readonly ConcurrentDictionary<string, bool> _brokenMarks = [];

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
        (_cache, _protection, _options, _marks) = (cache, protection, options, new RevocationPayload(protection));
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
    /// <exception cref="InvalidDataException">The entry is damaged or foreign.</exception>
    public async ValueTask<CachedRoleSessionEntry> FindAsync(string key, CancellationToken cancellationToken)
    {
        string generation = _options().Generation;
        EntryNames names = EntryNames.Of(key, generation);
        Task<byte[]?> entry = _cache.GetAsync(names.Session, cancellationToken);
        Task<byte[]?> mark = _cache.GetAsync(names.Revocation, cancellationToken);
        await Task.WhenAll(entry, mark).ConfigureAwait(false);
        RevocationMark revoked = await mark.ConfigureAwait(false) is { } bytes ? ReadMark(key, bytes) : default;
        return new()
        {
            Session = await entry.ConfigureAwait(false) is { } session ? Payload(generation).Unprotect(key, session) : null,
            RevokedAt = revoked.RevokedAt,
            RemovedAt = revoked.RemovedAt,
        };
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
        if (_brokenMarks.ContainsKey(key))
        {
            // What it said is lost. Nobody takes over what is older than this session, and that is safe whatever it said.
            RevocationMark mark = new(session.IssuedAt - Before, RemovedAt: null);
            await WriteMarkAsync(key, mark, cancellationToken).ConfigureAwait(false);
        }
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
    /// that was issued before it.
    /// </remarks>
    public async ValueTask RevokeAsync(string key, RoleSessionRevocation revocation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        string generation = _options().Generation;
        EntryNames names = EntryNames.Of(key, generation);
        byte[]? known = await _cache.GetAsync(names.Revocation, cancellationToken).ConfigureAwait(false);
        RevocationMark mark = known is not null && TryReadMark(key, known) is { } read ? read : default;
        await WriteMarkAsync(key, mark.With(revocation), cancellationToken).ConfigureAwait(false);
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

    private async Task WriteMarkAsync(string key, RevocationMark mark, CancellationToken cancellationToken)
    {
        // The name of a mark is the same in all generations.
        string name = EntryNames.Of(key, generation: "").Revocation;
        await _cache.SetAsync(name, _marks.Protect(key, mark), MarkLife, cancellationToken).ConfigureAwait(false);
        _brokenMarks.TryRemove(key, out _);
    }

    /// <exception cref="InvalidDataException">It cannot be read, and so nothing of the key is believed.</exception>
    private RevocationMark ReadMark(string key, byte[] bytes)
    {
        try
        {
            return _marks.Unprotect(key, bytes);
        }
        catch (InvalidDataException)
        {
            _brokenMarks[key] = true;
            throw;
        }
    }

    private RevocationMark? TryReadMark(string key, byte[] bytes)
    {
        try
        {
            return _marks.Unprotect(key, bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
