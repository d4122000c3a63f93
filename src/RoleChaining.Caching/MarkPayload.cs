using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace RoleChaining.Caching;

/// <summary>
/// A moment as bytes at rest: <c>RCR</c>, a zero and the version, 1, and then, encrypted and authenticated under a purpose that holds the
/// key, UTC ticks. What follows is of a later version, and is passed over.
/// </summary>
/// <param name="provider">The key ring.</param>
/// <param name="purpose">What the moment is of: a mark of one kind is none of another.</param>
/// <param name="life">How long such a mark is kept.</param>
internal sealed class MarkPayload(IDataProtectionProvider provider, string purpose, TimeSpan life)
{
    public DistributedCacheEntryOptions Life { get; } = new() { AbsoluteExpirationRelativeToNow = life };

    private static ReadOnlySpan<byte> Header => [(byte)'R', (byte)'C', (byte)'R', 0, 1];

    public byte[] Protect(string key, DateTimeOffset moment)
    {
        byte[] plain = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(plain, moment.UtcTicks);
        return [.. Header, .. Protector(key).Protect(plain)];
    }

    /// <exception cref="InvalidDataException">
    /// It is damaged, of another version, of another key ring, or stored under another name.
    /// </exception>
    public DateTimeOffset Unprotect(string key, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > SessionPayload.LargestEntry || !entry.StartsWith(Header))
        {
            throw new InvalidDataException("The mark of revocations is damaged, or was written by another version.");
        }

        try
        {
            byte[] plain = Protector(key).Unprotect(entry[Header.Length..].ToArray());
            return new(BinaryPrimitives.ReadInt64LittleEndian(plain), TimeSpan.Zero);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException("The mark of revocations is damaged, or was encrypted by others.", e);
        }
    }

    private IDataProtector Protector(string key) => provider.CreateProtector(purpose, key);
}
