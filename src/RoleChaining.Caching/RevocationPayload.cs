using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace RoleChaining.Caching;

/// <summary>
/// A <see cref="RevocationMark"/> as bytes at rest: <c>RCR</c>, a zero and the version, 1, and then, encrypted and authenticated under a
/// purpose that holds the key, two times in UTC ticks, where 0 is none. What follows is of a later version, and is passed over.
/// </summary>
internal sealed class RevocationPayload(IDataProtectionProvider provider)
{
    private const string Purpose = "RoleChaining.Caching.Revocation";
    private const int Length = 2 * sizeof(long);

    private static ReadOnlySpan<byte> Header => [(byte)'R', (byte)'C', (byte)'R', 0, 1];

    public byte[] Protect(string key, RevocationMark mark)
    {
        byte[] plain = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(plain, mark.RevokedAt?.UtcTicks ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(plain.AsSpan(sizeof(long)), mark.RemovedAt?.UtcTicks ?? 0);
        return [.. Header, .. Protector(key).Protect(plain)];
    }

    /// <exception cref="InvalidDataException">
    /// It is damaged, of another version, of another key ring, or stored under another key.
    /// </exception>
    public RevocationMark Unprotect(string key, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > SessionPayload.LargestEntry || !entry.StartsWith(Header))
        {
            throw new InvalidDataException("The mark of revocations is damaged, or was written by another version.");
        }

        try
        {
            byte[] plain = Protector(key).Unprotect(entry[Header.Length..].ToArray());
            return plain.Length >= Length
                ? new(Time(plain), Time(plain.AsSpan(sizeof(long))))
                : throw new InvalidDataException("The mark of revocations is too short.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException("The mark of revocations is damaged, or was encrypted by others.", e);
        }
    }

    private IDataProtector Protector(string key) => provider.CreateProtector(Purpose, key);

    private static DateTimeOffset? Time(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}
