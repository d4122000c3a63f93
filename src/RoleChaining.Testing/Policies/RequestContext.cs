using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>The condition keys of one request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html</summary>
/// <remarks><c>sts:DurationSeconds</c> is not among them: AWS does not offer it for AssumeRole, so a condition on it never matches.</remarks>
internal sealed class RequestContext
{
    private const string PrincipalTag = "aws:PrincipalTag/";
    private const string RequestTag = "aws:RequestTag/";
    private const string ResourceTag = "aws:ResourceTag/";
    private const string IamResourceTag = "iam:ResourceTag/";

    public required RequestPrincipal Principal { get; init; }

    public required DateTimeOffset Now { get; init; }

    public string? SourceIp { get; init; }

    public string? Region { get; init; }

    public bool SecureTransport { get; init; }

    public string? ExternalId { get; init; }

    public string? SessionName { get; init; }

    public string? SourceIdentity { get; init; }

    /// <summary>The code that came with this very call was good.</summary>
    public bool MultiFactorNow { get; init; }

    public SessionTags RequestTags { get; init; } = SessionTags.None;

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    public IReadOnlyDictionary<string, string>? ResourceTags { get; init; }

    /// <summary>Keys only one action has, such as the claims of a web identity token; by name without case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? OtherKeys { get; init; }

    /// <summary>The key's values; null when it is not in the context.</summary>
    public IReadOnlyList<string>? Find(string key)
    {
        if (TryTag(key, PrincipalTag, out string tag))
            return One(Principal.FindTag(tag));
        if (TryTag(key, RequestTag, out tag))
            return One(RequestTags.Find(tag));
        if (TryTag(key, ResourceTag, out tag) || TryTag(key, IamResourceTag, out tag))
            return One(FindResourceTag(tag));
        return key.ToUpperInvariant() switch
        {
            "STS:EXTERNALID" => One(ExternalId),
            "STS:ROLESESSIONNAME" => One(SessionName),
            "STS:SOURCEIDENTITY" => One(SourceIdentity),
            "STS:TRANSITIVETAGKEYS" => Many(TransitiveTagKeys),
            "AWS:SOURCEIDENTITY" => One(Principal.SourceIdentity),
            "AWS:TAGKEYS" => Many([.. RequestTags.Keys]),
            "AWS:PRINCIPALARN" => One(Principal.PrincipalArn),
            "AWS:PRINCIPALACCOUNT" => One(Principal.AccountId),
            "AWS:PRINCIPALTYPE" => One(Principal.PrincipalType),
            "AWS:USERID" => One(Principal.UserId),
            "AWS:USERNAME" => One(Principal.UserName),
            "AWS:SOURCEIP" => One(SourceIp),
            "AWS:REQUESTEDREGION" => One(Region),
            "AWS:SECURETRANSPORT" => [SecureTransport ? "true" : "false"],
            "AWS:CURRENTTIME" => [Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)],
            "AWS:EPOCHTIME" => [Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)],
            "AWS:TOKENISSUETIME" => One(Principal.IssuedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            "AWS:MULTIFACTORAUTHPRESENT" => One(MultiFactorPresent()),
            "AWS:MULTIFACTORAUTHAGE" => One(MultiFactorAge()),
            "AWS:FEDERATEDPROVIDER" when Principal.FederatedProvider is { } provider => [provider],
            _ => OtherKeys?.GetValueOrDefault(key),
        };
    }

    // Absent for a long-term key without a code, false for a temporary one: why BoolIfExists exists.
    private string? MultiFactorPresent() =>
        MultiFactorNow || Principal.MultiFactorAt is not null ? "true" : Principal.IsTemporary ? "false" : null;

    private string? MultiFactorAge()
    {
        if (MultiFactorNow)
            return "0";
        return Principal.MultiFactorAt is { } at ? ((long)(Now - at).TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
    }

    // An inherited transitive tag stands in for the role's own: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    private string? FindResourceTag(string key)
    {
        if (ResourceTags is null)
            return null;
        return Principal.TransitiveTags.Find(key)
            ?? ResourceTags.FirstOrDefault(tag => string.Equals(tag.Key, key, StringComparison.OrdinalIgnoreCase)).Value;
    }

    private static bool TryTag(string key, string prefix, out string tag)
    {
        bool matches = key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
        tag = matches ? key[prefix.Length..] : string.Empty;
        return matches;
    }

    private static string[]? One(string? value) => value is null ? null : [value];

    private static IReadOnlyList<string>? Many(IReadOnlyList<string> values) => values.Count == 0 ? null : values;
}
