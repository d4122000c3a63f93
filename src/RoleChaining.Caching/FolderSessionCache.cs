using System.Security.Cryptography;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.Text;

namespace RoleChaining.Caching;

/// <summary>
/// Sessions in a folder that only its owner may read (0700, files 0600), encrypted and bound to their keys by Data Protection, for
/// processes of one user on one machine: one of them refreshes at a time, and one that is killed leaves nothing half-written.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The key ring is in the folder too, protected by DPAPI on Windows and by the folder's mode elsewhere. A user who may read the folder
/// may read the sessions, as with the keys in <c>~/.aws</c>. The encryption binds an entry to its key and to this folder's key ring.
/// </remarks>
public sealed class FolderSessionCache : IRoleSessionCache
{
    private const string KeyFiles = "key-*.xml";

    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>A little more than the longest session that STS issues.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(13);

    private readonly PrivateFolder _folder;
    private readonly Lazy<SessionPayload> _payload;

    /// <summary>Uses a folder, which is made when first needed.</summary>
    /// <param name="path">The folder; null is <see cref="DefaultPath"/>.</param>
    public FolderSessionCache(string? path = null)
    {
        _folder = new PrivateFolder(path ?? DefaultPath);
        _payload = new Lazy<SessionPayload>(() => new SessionPayload(OpenKeyRing()), LazyThreadSafetyMode.PublicationOnly); // a failure is not kept
    }

    /// <summary><c>.aws/role-chain</c> in the user's home.</summary>
    public static string DefaultPath => System.IO.Path.Combine(HomeFolder.Find(), ".aws", "role-chain");

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The entry is damaged or foreign.</exception>
    /// <exception cref="UnauthorizedAccessException">Others may read the folder.</exception>
    public ValueTask<CachedRoleSession?> GetAsync(string key, CancellationToken cancellationToken)
    {
        // Opened even when there is no entry yet, so that the second look, with the lock held, is quick.
        SessionPayload payload = _payload.Value;
        byte[]? entry = _folder.Read(FileOf(key), SessionPayload.LargestEntry);
        return new(entry is null ? null : payload.Unprotect(key, entry));
    }

    /// <inheritdoc/>
    /// <exception cref="UnauthorizedAccessException">Others may read the folder.</exception>
    public ValueTask SetAsync(string key, CachedRoleSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        _folder.Write(FileOf(key), _payload.Value.Protect(key, session));
        _folder.Sweep("*.tmp", Abandoned);
        _folder.Sweep("*.session", LongestLife);
        return default;
    }

    /// <inheritdoc/>
    /// <remarks>An entry that cannot be read is removed too.</remarks>
    public ValueTask RemoveAsync(string key, string accessKeyId, CancellationToken cancellationToken)
    {
        if (_folder.Read(FileOf(key), SessionPayload.LargestEntry) is { } entry && _payload.Value.IsOf(key, entry, accessKeyId))
        {
            _folder.Delete(FileOf(key));
        }

        return default;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable?> LockAsync(string key, CancellationToken cancellationToken) =>
        await _folder.LockAsync($"{key}.lock", cancellationToken).ConfigureAwait(false);

    /// <summary>All that the folder keeps. Where there is no folder, none is made.</summary>
    /// <exception cref="UnauthorizedAccessException">Others may read the folder.</exception>
    internal IReadOnlyList<KeptSession> List() => [.. _folder.Names(FileOf("*")).Select(key => new KeptSession(key, TryRead(key)))];

    /// <summary>Deletes these sessions, and the locks that no session has any more.</summary>
    internal void Drop(IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            _folder.Delete(FileOf(key));
        }

        foreach (string name in _folder.Names("*.lock").Except(_folder.Names(FileOf("*"))))
        {
            _folder.SweepLock($"{name}.lock");
        }
    }

    private CachedRoleSession? TryRead(string key)
    {
        try
        {
            return _folder.Read(FileOf(key), SessionPayload.LargestEntry) is { } entry ? _payload.Value.Unprotect(key, entry) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string FileOf(string key) => $"{key}.session";

    /// <summary>
    /// One process makes the first key. Several that start at once would each make one and not know the others'. Keys are read outside the
    /// lock, because that takes a part of a second, and many processes would wait for each other. Keys that cannot be read, after a loss of
    /// power, are put aside: the sessions under them are lost, and the cache goes on.
    /// </summary>
    private IDataProtectionProvider OpenKeyRing()
    {
        PrivateFolder keys = _folder.Folder("keys");
        if (!keys.Has(KeyFiles))
        {
            using (keys.Lock("keys.lock"))
            {
                if (!keys.Has(KeyFiles))
                {
                    return UseKeyRing(keys);
                }
            }
        }

        return TryOpen(keys) ?? ReplaceKeyRing(keys);
    }

    private static IDataProtectionProvider ReplaceKeyRing(PrivateFolder keys)
    {
        using (keys.Lock("keys.lock"))
        {
            // Another process may have done so meanwhile.
            if (TryOpen(keys) is { } replaced)
            {
                return replaced;
            }

            keys.PutAside(KeyFiles);
            return UseKeyRing(keys);
        }
    }

    /// <summary>The key ring in use: its first use reads the keys, and makes one where there is none.</summary>
    private static IDataProtectionProvider UseKeyRing(PrivateFolder keys)
    {
        IDataProtectionProvider ring = KeyRingIn(keys);
        ring.CreateProtector("first use").Protect([]);
        return ring;
    }

    /// <summary>The key ring; null where its files are no keys. A failure to read them is thrown.</summary>
    private static IDataProtectionProvider? TryOpen(PrivateFolder keys)
    {
        try
        {
            return UseKeyRing(keys);
        }
        catch (Exception e) when (e is CryptographicException or XmlException
            && e.GetBaseException() is not (IOException or UnauthorizedAccessException))
        {
            return null;
        }
    }

    private static IDataProtectionProvider KeyRingIn(PrivateFolder keys)
    {
        ServiceCollection services = new();
        IDataProtectionBuilder builder = services.AddDataProtection()
            .SetApplicationName("RoleChaining")
            .PersistKeysToFileSystem(new DirectoryInfo(keys.Path));
        if (OperatingSystem.IsWindows())
        {
            builder.ProtectKeysWithDpapi();
        }

        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }
}
