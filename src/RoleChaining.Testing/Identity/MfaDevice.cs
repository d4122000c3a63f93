using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>A TOTP device (RFC 6238) that takes each code once.</summary>
internal sealed class MfaDevice(string secret)
{
    private const int StepSeconds = 30;

    private readonly byte[] _key = Encoding.ASCII.GetBytes(secret);
    private readonly Lock _lock = new();
    private readonly HashSet<long> _used = [];

    public string NextCode(DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (long step in Steps(now))
            {
                if (!_used.Contains(step))
                    return Code(step);
            }
        }

        throw new InvalidOperationException("Every code of this minute and a half was used; a device shows a new one every 30 seconds.");
    }

    public bool TryUse(string code, DateTimeOffset now)
    {
        lock (_lock)
        {
            long[] steps = Steps(now);
            _used.RemoveWhere(step => step < steps[0]);
            foreach (long step in steps)
            {
                if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(step)), Encoding.UTF8.GetBytes(code)))
                    return _used.Add(step);
            }

            return false;
        }
    }

    private static long[] Steps(DateTimeOffset now)
    {
        long current = now.ToUnixTimeSeconds() / StepSeconds;
        return [current - 1, current, current + 1];
    }

    [SuppressMessage("Security", "CA5350", Justification = "TOTP devices, AWS's among them, use HMAC-SHA1.")]
    private string Code(long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(_key, counter, hash);
        int offset = hash[^1] & 15;
        int number = (BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue) % 1_000_000;
        return number.ToString("D6", CultureInfo.InvariantCulture);
    }
}
