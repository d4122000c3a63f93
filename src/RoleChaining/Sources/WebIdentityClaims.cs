using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Sources;

/// <summary>
/// Who a web identity token speaks of. A trust policy can decide by many of its claims, so all count, except those that change with every
/// token of the same subject.
/// </summary>
internal static class WebIdentityClaims
{
    /// <summary>
    /// Times and the token's own id; and the object in which Kubernetes names the pod, which IAM offers to no policy. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif">the
    /// condition keys</see>.
    /// </summary>
    private static readonly string[] Changing = ["exp", "iat", "nbf", "jti", "auth_time", "kubernetes.io"];

    /// <summary>A hash of the claims that stay; of the whole token where it is no JSON web token.</summary>
    public static string Hash(string token)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using JsonDocument payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
            foreach (JsonProperty claim in payload.RootElement.EnumerateObject().OrderBy(claim => claim.Name, StringComparer.Ordinal))
            {
                if (!Changing.Contains(claim.Name, StringComparer.Ordinal))
                {
                    Append(hash, claim.Name);
                    Append(hash, claim.Value.GetRawText());
                }
            }
        }
        catch (Exception e) when (e is FormatException or JsonException or IndexOutOfRangeException or InvalidOperationException)
        {
            Append(hash, token);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
