using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace RoleChaining.Caching;

/// <summary>
/// A session as bytes at rest. Five bytes say what it is: <c>RCS</c>, a zero and the version, 2. The rest is encrypted and authenticated
/// by Data Protection under a purpose that holds the key, so that an entry put under another key cannot be read: the key again, access
/// key id, secret, token, times in UTC ticks, the hop's number or 0, and four texts that may be missing. What follows is of a later version
/// that this one can read, and is passed over.
/// </summary>
/// <param name="provider">The key ring.</param>
/// <param name="generation">Bound like the key, where it is not empty.</param>
internal sealed class SessionPayload(IDataProtectionProvider provider, string generation = "")
{
    /// <summary>Of the format. Versions that differ in it cannot read each other's entries.</summary>
    public const byte Version = 2;

    private const string Purpose = "RoleChaining.Caching.Session";

    /// <summary>The largest entry that is read. A token has 8 KiB at most, so no entry of ours comes near this.</summary>
    public const int LargestEntry = 64 * 1024;

    private static ReadOnlySpan<byte> Header => [(byte)'R', (byte)'C', (byte)'S', 0, Version];

    public byte[] Protect(string key, CachedRoleSession session)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(key);
            writer.Write(session.AccessKeyId);
            writer.Write(session.SecretAccessKey);
            writer.Write(session.SessionToken);
            writer.Write(session.IssuedAt.UtcTicks);
            writer.Write(session.ExpiresAt.UtcTicks);
            writer.Write(session.HopNumber ?? 0);
            WriteOptional(writer, session.AccountId);
            WriteOptional(writer, session.AssumedRoleArn);
            WriteOptional(writer, session.RequestId);
            WriteOptional(writer, session.Profile);
        }

        return [.. Header, .. Protector(key).Protect(stream.ToArray())];
    }

    /// <exception cref="InvalidDataException">
    /// The entry is damaged, of another version, encrypted with another key ring, or stored under another key.
    /// </exception>
    public CachedRoleSession Unprotect(string key, ReadOnlySpan<byte> entry)
    {
        if (entry.Length is 0 or > LargestEntry || !entry.StartsWith(Header))
        {
            throw new InvalidDataException("The entry is damaged, or was written by another version.");
        }

        try
        {
            using MemoryStream stream = new(Protector(key).Unprotect(entry[Header.Length..].ToArray()));
            using BinaryReader reader = new(stream, Encoding.UTF8);
            CachedRoleSession? session = reader.ReadString() == key ? Read(reader) : null;
            return session ?? throw new InvalidDataException("The entry is not what its key says.");
        }
        catch (Exception e) when (
            e is CryptographicException or EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            throw new InvalidDataException("The entry is damaged, or was encrypted by others.", e);
        }
    }

    /// <summary>Whether the entry is the session with this access key id, or nothing that can be read.</summary>
    public bool IsOf(string key, ReadOnlySpan<byte> entry, string accessKeyId) =>
        IsOf(key, entry, session => session.AccessKeyId == accessKeyId);

    /// <summary>Whether the entry is such a session, or nothing that can be read.</summary>
    public bool IsOf(string key, ReadOnlySpan<byte> entry, Predicate<CachedRoleSession> isWanted)
    {
        try
        {
            return isWanted(Unprotect(key, entry));
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private IDataProtector Protector(string key) =>
        generation.Length == 0 ? provider.CreateProtector(Purpose, key) : provider.CreateProtector(Purpose, key, generation);

    private static CachedRoleSession Read(BinaryReader reader) => new()
    {
        AccessKeyId = reader.ReadString(),
        SecretAccessKey = reader.ReadString(),
        SessionToken = reader.ReadString(),
        IssuedAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        HopNumber = reader.ReadInt32() is > 0 and int number ? number : null,
        AccountId = ReadOptional(reader),
        AssumedRoleArn = ReadOptional(reader),
        RequestId = ReadOptional(reader),
        Profile = ReadOptional(reader),
    };

    private static void WriteOptional(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        writer.Write(text ?? "");
    }

    private static string? ReadOptional(BinaryReader reader)
    {
        bool given = reader.ReadBoolean();
        string text = reader.ReadString();
        return given ? text : null;
    }
}
