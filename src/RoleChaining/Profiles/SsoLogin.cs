using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>
/// The sign-in at IAM Identity Center that <c>aws sso login</c> keeps in a file. Who has its access token gets the role's credentials, so
/// the token proves the principal, and the portal need not be asked. See
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html">the file's place</see>.
/// </summary>
internal static class SsoLogin
{
    /// <summary>The role and a hash of the access token; null where nobody is signed in.</summary>
    public static string? FindIdentity(ProfileCredentialSettings keys)
    {
        string startUrl = keys["sso_start_url"] ?? "";
        string file = Path.Combine(HomeFolder.Find(), ".aws", "sso", "cache", $"{FileName(keys["sso_session"] ?? startUrl)}.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using JsonDocument login = JsonDocument.Parse(File.ReadAllText(file));
            return login.RootElement.TryGetProperty("accessToken", out JsonElement token) && token.GetString() is { Length: > 0 } secret
                ? string.Join('\n', "sso", startUrl, keys["sso_region"], keys["sso_account_id"], keys["sso_role_name"], Hash(secret))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null; // it is being written, or is no sign-in; the SDK, which reads it next, tells
        }
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

#pragma warning disable CA5350 // The file's name, as the CLI and the SDKs make it.
    private static string FileName(string session) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(session)));
#pragma warning restore CA5350
}
