using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>
/// The condition keys of one request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
/// </summary>
/// <remarks>
/// <c>sts:DurationSeconds</c> is not among them: AWS does not offer it for AssumeRole, so a condition on it never matches.
/// </remarks>
internal sealed class RequestContext : IamContext
{
    private const string PrincipalTag = "aws:PrincipalTag/";
    private const string RequestTag = "aws:RequestTag/";
    private const string ResourceTag = "aws:ResourceTag/";
    private const string IamResourceTag = "iam:ResourceTag/";

    public required RequestPrincipal Principal { get; init; }

    public required DateTimeOffset Now { get; init; }

    public string? SourceIp { get; init; }

    public string? Region { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The account that owns what the call is about.</summary>
    public string? ResourceAccount { get; init; }

    /// <summary>Whether the call is signed: not with a web identity token.</summary>
    public bool IsSigned { get; init; } = true;

    public string? ExternalId { get; init; }

    public string? SessionName { get; init; }

    public string? SourceIdentity { get; init; }

    /// <summary>The code that came with this very call was good.</summary>
    public bool MultiFactorNow { get; init; }

    public SessionTags RequestTags { get; init; } = SessionTags.None;

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    public IReadOnlyDictionary<string, string>? ResourceTags { get; init; }

    /// <summary>Keys only one action has, such as the claims of a web identity token; by name without case.</summary>
    public IReadOnlyDictionary<string, IamContextValue>? OtherKeys { get; init; }

    /// <inheritdoc/>
    public override IamContextValue Find(string key)
    {
        if (TryTag(key, PrincipalTag, out string tag))
        {
            return IamContextValue.Of(Principal.FindTag(tag));
        }

        if (TryTag(key, RequestTag, out tag))
        {
            return IamContextValue.Of(RequestTags.Find(tag));
        }

        if (TryTag(key, ResourceTag, out tag) || TryTag(key, IamResourceTag, out tag))
        {
            return IamContextValue.Of(FindResourceTag(tag));
        }

        string name = key.ToUpperInvariant();
        return name switch
        {
            "STS:TRANSITIVETAGKEYS" => IamContextValue.OfList(TransitiveTagKeys),
            "AWS:TAGKEYS" => IamContextValue.OfList([.. RequestTags.Keys]),
            "AWS:PRINCIPALORGPATHS" when IsSigned => FindOrganizationPath(Principal.AccountId),
            "AWS:RESOURCEORGPATHS" => FindOrganizationPath(ResourceAccount),
            _ when OtherKeys?.TryGetValue(key, out IamContextValue other) == true => other,
            _ when Principal.ClaimKeys?.TryGetValue(key, out IamContextValue claim) == true => claim,
            _ => IamContextValue.Of(FindSingle(name)),
        };
    }

    private string? FindSingle(string key) => key switch
    {
        "STS:EXTERNALID" => ExternalId,
        "STS:ROLESESSIONNAME" => SessionName,
        "STS:SOURCEIDENTITY" => SourceIdentity,
        "AWS:SOURCEIDENTITY" => Principal.SourceIdentity,
        "AWS:PRINCIPALARN" => Principal.PrincipalArn,
        "AWS:PRINCIPALACCOUNT" => Principal.AccountId,
        "AWS:PRINCIPALTYPE" => Principal.PrincipalType,
        "AWS:PRINCIPALISAWSSERVICE" => IsSigned ? "false" : null,
        "AWS:VIAAWSSERVICE" => "false",
        "AWS:USERID" => Principal.UserId,
        "AWS:USERNAME" => Principal.UserName,
        "AWS:USERAGENT" => UserAgent,
        "AWS:RESOURCEACCOUNT" => ResourceAccount,
        "AWS:PRINCIPALORGID" when IsSigned => FindOrganization(Principal.AccountId),
        "AWS:RESOURCEORGID" => FindOrganization(ResourceAccount),
        "AWS:SOURCEIP" => SourceIp,
        "AWS:REQUESTEDREGION" => Region,
        "AWS:SECURETRANSPORT" => "true", // as on AWS, whose place this server takes: policies that demand TLS are not about loopback
        "AWS:CURRENTTIME" => Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        "AWS:EPOCHTIME" => Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        "AWS:TOKENISSUETIME" => Principal.IssuedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        "AWS:MULTIFACTORAUTHPRESENT" => MultiFactorPresent(),
        "AWS:MULTIFACTORAUTHAGE" => MultiFactorAge(),
        "AWS:FEDERATEDPROVIDER" => Principal.FederatedProvider,
        _ => null,
    };

    private string? FindOrganization(string? account) =>
        account is not null && Principal.Organization?.IsInOrganization(account) == true ? Principal.Organization.OrganizationId : null;

    private IamContextValue FindOrganizationPath(string? account) =>
        account is not null && Principal.Organization?.FindOrganizationPath(account) is { } path ? IamContextValue.OfList([path]) : default;

    // Absent for a long-term key without a code, false for a temporary one: why BoolIfExists exists.
    private string? MultiFactorPresent() =>
        MultiFactorNow || Principal.MultiFactorAt is not null ? "true" : Principal.IsTemporary ? "false" : null;

    private string? MultiFactorAge()
    {
        if (MultiFactorNow)
        {
            return "0";
        }

        return Principal.MultiFactorAt is { } at ? ((long)(Now - at).TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
    }

    // An inherited transitive tag stands in for the role's own: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    private string? FindResourceTag(string key)
    {
        if (ResourceTags is null)
        {
            return null;
        }

        return Principal.TransitiveTags.Find(key)
            ?? ResourceTags.FirstOrDefault(tag => string.Equals(tag.Key, key, StringComparison.OrdinalIgnoreCase)).Value;
    }

    private static bool TryTag(string key, string prefix, out string tag)
    {
        bool matches = key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
        tag = matches ? key[prefix.Length..] : string.Empty;
        return matches;
    }
}
