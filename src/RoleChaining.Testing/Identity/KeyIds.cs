using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace RoleChaining.Testing;

/// <summary>Identifiers in AWS's shapes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html</summary>
internal static class KeyIds
{
    public const string LongTermKey = "AKIA";
    public const string TemporaryKey = "ASIA";
    public const string Role = "AROA";
    public const string User = "AIDA";
    public const string InstanceProfile = "AIPA";

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<char> Base32Characters = SearchValues.Create(Base32);

    // A key id tells its account: the 40 bits after the first of its base32 part are the account's number.
    public static string NewAccessKey(string prefix, string accountId)
    {
        Span<byte> bytes = stackalloc byte[10];
        RandomNumberGenerator.Fill(bytes);
        ulong account = ulong.Parse(accountId, CultureInfo.InvariantCulture);
        ulong head = (1UL << 47) | (account << 7) | (bytes[5] & 0x7FUL);
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(wide, head);
        wide[2..].CopyTo(bytes);
        return prefix + Encode(bytes);
    }

    public static string? AccountOf(string accessKeyId)
    {
        if (accessKeyId.Length != 20 || accessKeyId.AsSpan(4).ContainsAnyExcept(Base32Characters))
        {
            return null;
        }

        ulong head = 0;
        for (int i = 4; i < 14; i++)
        {
            head = (head << 5) | (uint)Base32.IndexOf(accessKeyId[i], StringComparison.Ordinal);
        }

        ulong account = ((head >> 2) & 0x7FFFFFFFFF80) >> 7;
        return account.ToString("D12", CultureInfo.InvariantCulture);
    }

    public static string NewId(string prefix) => prefix + RandomNumberGenerator.GetString(Base32, 17);

    public static string NewSecret() => RandomNumberGenerator.GetString(SecretCharacters, 40);

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[16];
        UInt128 value = 0;
        foreach (byte b in bytes)
        {
            value = (value << 8) | b;
        }

        for (int i = 15; i >= 0; i--)
        {
            text[i] = Base32[(int)(value & 31)];
            value >>= 5;
        }

        return new string(text);
    }
}
