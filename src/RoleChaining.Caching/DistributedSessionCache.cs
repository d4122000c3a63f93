using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace RoleChaining.Caching;

/// <summary>
/// Sessions in any <see cref="IDistributedCache"/>, encrypted and bound to their keys by Data Protection, whose key ring the machines must
/// share. It has no lock: machines that are cold at the same moment each ask STS once. Thread-safe.
/// </summary>
/// <param name="cache">The cache for the entries. It gets hashes and ciphertext only.</param>
/// <param name="protection">
/// The app's Data Protection; see <see href="https://learn.microsoft.com/aspnet/core/security/data-protection/configuration/overview">its
/// configuration</see>.
/// </param>
public sealed class DistributedSessionCache(IDistributedCache cache, IDataProtectionProvider protection) : IRoleSessionCache
{
    private const string Prefix = "role-chaining:";

    private readonly SessionPayload _payload = new(protection);

    /// <inheritdoc/>
    public async ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken) =>
        await cache.GetAsync(Prefix + key, cancellationToken).ConfigureAwait(false) is { } entry ? _payload.Unprotect(key, entry) : null;

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        DistributedCacheEntryOptions options = new() { AbsoluteExpiration = session.ExpiresAt };
        await cache.SetAsync(Prefix + key, _payload.Protect(key, session), options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>An entry that cannot be read is removed too.</remarks>
    public async ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(Prefix + key, cancellationToken).ConfigureAwait(false) is { } entry
            && _payload.IsOf(key, entry, accessKeyId))
        {
            await cache.RemoveAsync(Prefix + key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>There is no lock: always null.</summary>
    public ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken) => new((IAsyncDisposable?)null);
}
