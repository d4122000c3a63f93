using System.Collections.Concurrent;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace RoleChaining.Caching;

/// <summary>
/// What a shared cache keeps of revocations: for each key the moment of the last one, and under a name of its own the moment of the last
/// removal, so that a process that writes the one cannot undo the other. All by the clock of STS. Thread-safe.
/// </summary>
internal sealed class RevocationMarks(IDistributedCache cache, IDataProtectionProvider protection)
{
    /// <summary>A second more than a session must be newer than a revocation to be taken over.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(6);

    // A little more than the longest session that STS issues: what is revoked has ended by then.
    private readonly MarkPayload _revocations = new(protection, "RoleChaining.Caching.Revocation", TimeSpan.FromHours(13));

    // A tenant that nobody reads for so long hears of its removal late, and after it never.
    private readonly MarkPayload _removals = new(protection, "RoleChaining.Caching.Removal", TimeSpan.FromDays(30));

    // Names of marks that cannot be read. The next session that is stored replaces them.
    private readonly ConcurrentDictionary<string, bool> _broken = [];

    /// <returns>The last revocation, which may be a removal, and the last removal; null for what there was none of.</returns>
    /// <exception cref="InvalidDataException">A mark cannot be read, and so nothing of the key is believed.</exception>
    public async Task<(DateTimeOffset? RevokedAt, DateTimeOffset? RemovedAt)> FindAsync(string key, CancellationToken cancellationToken)
    {
        EntryNames names = EntryNames.Of(key, generation: "");
        Task<DateTimeOffset?> revocation = ReadAsync(names.Revocation, key, _revocations, cancellationToken);
        Task<DateTimeOffset?> removal = ReadAsync(names.Removal, key, _removals, cancellationToken);
        DateTimeOffset?[] found = await Task.WhenAll(revocation, removal).ConfigureAwait(false);
        return (Later(found[0], found[1]), found[1]);
    }

    /// <summary>Adds one. Of two that come one after the other the later one counts, in whichever order they come.</summary>
    public Task AddAsync(string key, RoleSessionRevocation revocation, CancellationToken cancellationToken)
    {
        EntryNames names = EntryNames.Of(key, generation: "");
        return revocation.IsRemoval
            ? AddAsync(names.Removal, key, _removals, revocation.RevokedAt, cancellationToken)
            : AddAsync(names.Revocation, key, _revocations, revocation.RevokedAt, cancellationToken);
    }

    /// <summary>
    /// Replaces marks that could not be read. What they said is lost, but nobody takes over what was issued more than a second before the new
    /// session.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="issuedAt">When the session that has just been stored was issued.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RepairAsync(string key, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        EntryNames names = EntryNames.Of(key, generation: "");
        bool hasBrokenRemoval = _broken.ContainsKey(names.Removal);
        if (hasBrokenRemoval || _broken.ContainsKey(names.Revocation))
        {
            await AddAsync(names.Revocation, key, _revocations, issuedAt - Before, cancellationToken).ConfigureAwait(false);
        }

        if (hasBrokenRemoval)
        {
            await cache.RemoveAsync(names.Removal, cancellationToken).ConfigureAwait(false);
            _broken.TryRemove(names.Removal, out _);
        }
    }

    private async Task AddAsync(
        string name, string key, MarkPayload payload, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        DateTimeOffset? known = null;
        try
        {
            known = await ReadAsync(name, key, payload, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            // It is replaced.
        }

        byte[] mark = payload.Protect(key, Later(known, moment)!.Value);
        await cache.SetAsync(name, mark, payload.Life, cancellationToken).ConfigureAwait(false);
        _broken.TryRemove(name, out _);
    }

    private async Task<DateTimeOffset?> ReadAsync(string name, string key, MarkPayload payload, CancellationToken cancellationToken)
    {
        byte[]? mark = await cache.GetAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            return mark is null ? null : payload.Unprotect(key, mark);
        }
        catch (InvalidDataException)
        {
            _broken[name] = true;
            throw;
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}
