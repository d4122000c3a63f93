using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>
/// The claims of a token that are condition keys. All providers have the first ones, and some providers more:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
/// </summary>
internal sealed class ClaimKeys
{
    private static readonly string[] GitHub =
    [
        "actor", "actor_id", "enterprise_id", "environment", "job_workflow_ref", "ref", "repository", "repository_id",
        "repository_owner_id", "workflow",
    ];

    private readonly Dictionary<string, IamContextValue> _trust = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IamContextValue> _session = new(StringComparer.OrdinalIgnoreCase);

    private ClaimKeys()
    {
    }

    /// <summary>When the role is assumed.</summary>
    public IReadOnlyDictionary<string, IamContextValue> Trust => _trust;

    /// <summary>In the calls of the session.</summary>
    public IReadOnlyDictionary<string, IamContextValue> Session => _session;

    /// <param name="claims">The claims.</param>
    /// <param name="issuer">The <c>iss</c> claim: keys begin with it, without its scheme.</param>
    /// <param name="subject">The <c>sub</c> claim.</param>
    /// <param name="audience">The authorized party, or the only audience. The audiences as they stand are <c>oaud</c>.</param>
    public static ClaimKeys Read(JsonElement claims, string issuer, string subject, string? audience)
    {
        string provider = issuer.Replace("https://", string.Empty, StringComparison.Ordinal).TrimEnd('/');
        ClaimKeys keys = new();
        keys.AddForSession(provider + ":sub", IamContextValue.Of(subject));
        keys.AddForSession(provider + ":aud", IamContextValue.Of(audience));
        if (claims.TryGetProperty("amr", out JsonElement methods))
        {
            keys.AddForSession(provider + ":amr", IamContextValue.OfList(Texts(methods)));
        }

        keys._trust[provider + ":oaud"] = Texts(claims.GetProperty("aud")) is [var only]
            ? IamContextValue.Of(only)
            : IamContextValue.OfList(Texts(claims.GetProperty("aud")));
        foreach (string claim in (string[])["azp", "email", .. NamesFor(provider)])
        {
            keys.Add(provider + ":" + claim, claims, claim);
        }

        if (provider == "accounts.google.com")
        {
            keys.Add(provider + ":google/organization_number", claims, "google:organization_number");
        }

        keys._trust["sts:RoleAuthorizedByIdp"] = IamContextValue.Of(
            claims.TryGetProperty(WebIdentityToken.RolesClaim, out _) ? "true" : "false");
        return keys;
    }

    private static string[] NamesFor(string provider) => provider switch
    {
        "token.actions.githubusercontent.com" => GitHub,
        _ when provider.StartsWith("oidc.circleci.com/org/", StringComparison.Ordinal) => ["oidc.circleci.com/project-id"],
        _ when provider.Split('/')[0].EndsWith(".identity.oraclecloud.com", StringComparison.Ordinal) => ["rpst_id"],
        _ => [],
    };

    private void AddForSession(string key, IamContextValue value)
    {
        _trust[key] = value;
        _session[key] = value;
    }

    private void Add(string key, JsonElement claims, string claim)
    {
        if (!claims.TryGetProperty(claim, out JsonElement value))
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            _trust[key] = IamContextValue.Of(value.GetString());
        }
        else if (value.ValueKind == JsonValueKind.Number)
        {
            _trust[key] = IamContextValue.Of(value.GetRawText());
        }
    }

    private static string[] Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array =>
            [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        JsonValueKind.String => [value.GetString()!],
        _ => [],
    };
}
