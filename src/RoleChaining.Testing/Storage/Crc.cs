using System.Buffers.Binary;

namespace RoleChaining.Testing;

/// <summary>A cyclic redundancy check of 32 or 64 bits, lowest bit first, as all of S3's are.</summary>
/// <param name="polynomial">With its bits reversed.</param>
/// <param name="length">In bytes.</param>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html</remarks>
internal sealed class Crc(ulong polynomial, int length)
{
    public static readonly Crc Crc32 = new(0xEDB88320, 4);
    public static readonly Crc Crc32C = new(0x82F63B78, 4);
    public static readonly Crc Crc64Nvme = new(0x9A6C9329AC4BC9B5, 8);

    private readonly ulong[] _table = CreateTable(polynomial);

    public byte[] Compute(ReadOnlySpan<byte> bytes)
    {
        ulong[] table = _table;
        ulong ones = length == 8 ? ulong.MaxValue : uint.MaxValue;
        ulong value = ones;
        foreach (byte next in bytes)
        {
            value = table[(byte)(value ^ next)] ^ (value >> 8);
        }

        byte[] result = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(result, value ^ ones);
        return result[(8 - length)..];
    }

    private static ulong[] CreateTable(ulong polynomial)
    {
        ulong[] table = new ulong[256];
        for (int i = 0; i < table.Length; i++)
        {
            ulong value = (ulong)i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ polynomial;
            }

            table[i] = value;
        }

        return table;
    }
}
