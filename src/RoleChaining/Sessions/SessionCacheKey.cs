using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RoleChaining.Planning;

namespace RoleChaining.Sessions;

/// <summary>
/// The key of a session in a cache: a hash over everything that decides which session it is. Two chains with the same key get each
/// other's sessions, so a setting that is left out would be a leak. A hop's settings stand in <see cref="HopIdentity"/>.
/// </summary>
internal static class SessionCacheKey
{
    private const string Version = "RoleChaining session 2";

    /// <param name="source">The source's identity: never a secret.</param>
    /// <param name="sts">Where the sessions come from.</param>
    /// <param name="hops">All hops up to the session's own.</param>
    public static string Create(string source, IEnumerable<string?> sts, IEnumerable<RoleHop> hops)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [Version, source]);
        Append(hash, [.. sts]);
        foreach (RoleHop hop in hops)
        {
            Append(hash, new HopIdentity(hop).Settings);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Each list and each text behind its length, so that no two different ones run together into the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<string?> settings)
    {
        AppendLength(hash, settings.Length);
        foreach (string? setting in settings)
        {
            AppendLength(hash, setting is null ? -1 : Encoding.UTF8.GetByteCount(setting));
            hash.AppendData(Encoding.UTF8.GetBytes(setting ?? ""));
        }
    }

    private static void AppendLength(IncrementalHash hash, int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
