using System.Buffers.Binary;
using System.Globalization;

namespace RoleChaining.Matching;

/// <summary>
/// IP addresses and ranges as AWS was recorded to read them, which is stricter than .NET in most places and laxer with colons. An IPv4
/// address that is mapped into IPv6 is an IPv4 address.
/// </summary>
internal static class IpText
{
    /// <summary>Four bytes for IPv4 and sixteen for IPv6; null for anything else.</summary>
    public static byte[]? ParseAddress(string text) =>
        text.Contains(':', StringComparison.Ordinal) ? ParseV6(text, lax: true) : ParseV4(text);

    /// <summary>Whether a range contains an address. A text that is no range contains none.</summary>
    public static bool Contains(string range, byte[] address) =>
        TryParseRange(range, out byte[] network, out int length) && network.Length == address.Length && SameBits(network, address, length);

    /// <summary>Whether IAM stores the text in a policy.</summary>
    public static bool IsStorable(string range)
    {
        string[] parts = range.Split('/', 2);
        if (parts[0].Contains(':', StringComparison.Ordinal))
        {
            return ParseV6(parts[0], lax: true, mapped: false) is { } network
                && TryParseLength(parts, network.Length * 8, out int length)
                && HasNoHostBits(network, length);
        }

        return TryParseRange(range, out _, out _);
    }

    private static bool TryParseRange(string text, out byte[] network, out int length)
    {
        string[] parts = text.Split('/', 2);
        bool isV6 = parts[0].Contains(':', StringComparison.Ordinal);
        network = (isV6 ? ParseV6(parts[0], lax: true, mapped: false) : ParseV4(parts[0])) ?? [];
        length = 0;
        return network.Length > 0
            && TryParseLength(parts, network.Length * 8, out length)
            && (!isV6 || (HasNoHostBits(network, length) && !IsMapped(network)));
    }

    private static bool TryParseLength(string[] parts, int longest, out int length)
    {
        length = longest;
        return parts.Length == 1
            || (int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out length)
                && !parts[1].StartsWith('-') && length <= longest);
    }

    private static byte[]? ParseV4(string text)
    {
        string[] parts = text.Split('.');
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++)
        {
            if (parts.Length != 4
                || parts[i].Length > 3
                || !byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out address[i]))
            {
                return null;
            }
        }

        return address;
    }

    /// <param name="text">The address.</param>
    /// <param name="lax">Whether a colon more at one end, or three in a row, is taken.</param>
    /// <param name="mapped">Whether a mapped IPv4 address becomes one of four bytes.</param>
    private static byte[]? ParseV6(string text, bool lax, bool mapped = true)
    {
        if (text.Contains('.', StringComparison.Ordinal))
        {
            // A dotted end is taken in a mapped address only.
            int colon = text.LastIndexOf(':');
            return mapped && colon > 0 && IsMappedPrefix(text[..(colon + 1)]) ? ParseV4(text[(colon + 1)..]) : null;
        }

        string body = lax ? Straighten(text) : text;
        string[] halves = body.Split("::");
        if (halves.Length > 2)
        {
            return null;
        }

        ushort[]? head = ParseGroups(halves[0]);
        ushort[]? tail = halves.Length == 2 ? ParseGroups(halves[1]) : [];
        int missing = 8 - (head?.Length ?? 9) - (tail?.Length ?? 9);
        if (head is null || tail is null || (halves.Length == 2 ? missing < 1 : missing != 0))
        {
            return null;
        }

        byte[] address = new byte[16];
        ushort[] groups = [.. head, .. new ushort[missing], .. tail];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2 * i), groups[i]);
        }

        return mapped && IsMapped(address) ? address[12..] : address;
    }

    // ":::" is "::", a single colon at the end is dropped, and one at the begin stands for a group of zero.
    private static string Straighten(string text)
    {
        int triple = text.IndexOf(":::", StringComparison.Ordinal);
        if (triple >= 0 && !text.Contains("::::", StringComparison.Ordinal))
        {
            text = text.Remove(triple, 1);
        }

        if (text.Length > 1 && text.EndsWith(':') && !text.EndsWith("::", StringComparison.Ordinal))
        {
            text = text[..^1];
        }

        return text.Length > 1 && text[0] == ':' && text[1] != ':' ? $"0{text}" : text;
    }

    private static ushort[]? ParseGroups(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        string[] parts = text.Split(':');
        ushort[] groups = new ushort[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 4
                || !ushort.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out groups[i]))
            {
                return null;
            }
        }

        return groups;
    }

    private static bool IsMappedPrefix(string prefix) =>
        ParseV6($"{prefix}0:0", lax: false, mapped: false) is { } address && IsMapped(address);

    private static bool IsMapped(byte[] address) =>
        address.Length == 16 && address.AsSpan(0, 10).IndexOfAnyExcept((byte)0) < 0 && address[10] == 0xFF && address[11] == 0xFF;

    private static bool HasNoHostBits(byte[] network, int length)
    {
        for (int bit = length; bit < network.Length * 8; bit++)
        {
            if ((network[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameBits(byte[] a, byte[] b, int length)
    {
        int whole = length / 8;
        return a.AsSpan(0, whole).SequenceEqual(b.AsSpan(0, whole))
            && (length % 8 == 0 || ((a[whole] ^ b[whole]) >> (8 - (length % 8))) == 0);
    }
}
