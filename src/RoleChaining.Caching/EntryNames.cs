using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Caching;

/// <summary>
/// The names of what a shared cache keeps for one key: hashes, which name no account, role or tenant. A format that older versions cannot
/// read has names of its own, so that two versions of the library do not take each other's entries for damaged ones.
/// </summary>
/// <param name="Session">The session.</param>
/// <param name="Revocation">
/// The mark of revocations. It does not depend on the generation, because it counts during a change of it too.
/// </param>
/// <param name="Removal">The mark of removals from pools, like that of revocations.</param>
/// <param name="Lock">The lock.</param>
internal readonly record struct EntryNames(string Session, string Revocation, string Removal, string Lock)
{
    private const string Prefix = "role-chaining";

    public static EntryNames Of(string key, string generation)
    {
        string id = generation.Length == 0
            ? key
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{generation}")));
        return new(
            $"{Prefix}:{SessionPayload.Version}:{id}", $"{Prefix}:revoked:{key}", $"{Prefix}:removed:{key}", $"{Prefix}:lock:{key}");
    }
}
