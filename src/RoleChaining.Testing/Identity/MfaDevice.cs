using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>
/// A TOTP device (RFC 6238) as AWS was recorded to treat it: codes of two steps before and after now, each once, and no code at all after
/// eight wrong ones in a short time.
/// </summary>
internal sealed class MfaDevice(string secret)
{
    private const int StepSeconds = 30;
    private const int Drift = 2;
    private const int MaxWrong = 8;

    /// <summary>AWS was seen to refuse right codes for half a minute; how long it goes on is not documented.</summary>
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = Encoding.ASCII.GetBytes(secret);
    private readonly Lock _lock = new();
    private readonly HashSet<long> _used = [];
    private readonly Queue<DateTimeOffset> _wrong = [];

    public string NextCode(DateTimeOffset now)
    {
        lock (_lock)
        {
            long current = Step(now);
            foreach (int drift in (int[])[0, -1, 1, -2, 2])
            {
                if (!_used.Contains(current + drift))
                {
                    return Code(current + drift);
                }
            }
        }

        throw new InvalidOperationException("All five codes that STS takes now were used; a device shows a new one every 30 seconds.");
    }

    public MfaResult TryUse(string code, DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_wrong.TryPeek(out DateTimeOffset first) && now - first >= LockTime)
            {
                _wrong.Dequeue();
            }

            if (_wrong.Count >= MaxWrong)
            {
                return MfaResult.Locked;
            }

            if (IsNew(code, Step(now)))
            {
                return MfaResult.Taken;
            }

            _wrong.Enqueue(now);
            return MfaResult.Wrong;
        }
    }

    private bool IsNew(string code, long current)
    {
        _used.RemoveWhere(step => step < current - Drift);
        for (long step = current - Drift; step <= current + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(step)), Encoding.UTF8.GetBytes(code)))
            {
                return _used.Add(step);
            }
        }

        return false;
    }

    private static long Step(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

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
