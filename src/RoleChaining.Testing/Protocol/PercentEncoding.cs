using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>Percent-encoding as SigV4 wants it: RFC 3986's unreserved characters stay, all else is upper-case hex.</summary>
internal static class PercentEncoding
{
    private const string Hex = "0123456789ABCDEF";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Encode(ReadOnlySpan<byte> bytes, bool keepSlash, StringBuilder into)
    {
        foreach (byte value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value)
                || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~'
                || (keepSlash && value == '/'))
            {
                into.Append((char)value);
            }
            else
            {
                into.Append('%').Append(Hex[value >> 4]).Append(Hex[value & 15]);
            }
        }
    }

    public static bool TryDecode(ReadOnlySpan<byte> encoded, bool plusIsSpace, [NotNullWhen(true)] out string? text)
    {
        text = null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(encoded.Length, 1));
        try
        {
            if (!TryDecode(encoded, plusIsSpace, buffer, out int length))
            {
                return false;
            }

            text = StrictUtf8.GetString(buffer, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public static bool TryDecode(ReadOnlySpan<byte> encoded, bool plusIsSpace, Span<byte> into, out int length)
    {
        length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            byte value = encoded[i];
            if (value == '%')
            {
                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit((char)encoded[i + 1]) || !char.IsAsciiHexDigit((char)encoded[i + 2]))
                {
                    return false;
                }

                value = (byte)((HexValue(encoded[i + 1]) << 4) | HexValue(encoded[i + 2]));
                i += 2;
            }
            else if (value == '+' && plusIsSpace)
            {
                value = (byte)' ';
            }

            into[length++] = value;
        }

        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
