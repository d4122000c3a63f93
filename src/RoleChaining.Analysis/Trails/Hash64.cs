using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RoleChaining.Trails;

/// <summary>
/// Hashes of bytes, seeded anew in every process, so that no file can be made in which two ids meet. Of ten million ids, two meet by chance
/// once in 400,000 readings.
/// </summary>
internal static class Hash64
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong start = 0)
    {
        ulong hash = Mix(start ^ Seed, (ulong)bytes.Length);
        while (bytes.Length >= 8)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong last = 0;
        foreach (byte value in bytes)
        {
            last = (last << 8) | value;
        }

        return Mix(hash, last);
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        ulong high = Math.BigMul(hash ^ value ^ Odd, Seed | 1, out ulong low);
        return (high ^ low) + value * Odd;
    }
}
