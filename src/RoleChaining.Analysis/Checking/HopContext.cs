using System.Globalization;

namespace RoleChaining.Checking;

/// <summary>
/// The condition keys of one call, as far as the chain tells them. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS's global condition keys</see>.
/// </summary>
internal sealed class HopContext(
    IamSnapshot snapshot, RoleChain chain, RoleHop hop, HopCaller caller, ChainCheckOptions options, InheritedTags reading) : IamContext
{
    private readonly string _now =
        options.TimeProvider.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public override IamContextValue Find(string key)
    {
        if (options.Context.TryGetValue(key, out IReadOnlyList<string>? given) && !ChainCheckOptions.IsToldByChain(key))
        {
            return given is [var only] && !IsList(key) ? IamContextValue.Of(only) : IamContextValue.OfList(given);
        }

        int slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? FindSingle(key.ToUpperInvariant()) : FindTag(key[..slash].ToUpperInvariant(), key[(slash + 1)..]);
    }

    private static bool IsList(string key) => key.ToUpperInvariant() is
        "AWS:TAGKEYS" or "STS:TRANSITIVETAGKEYS" or "AWS:PRINCIPALORGPATHS" or "AWS:RESOURCEORGPATHS" or "AWS:CALLEDVIA";

    private IamContextValue FindTag(string prefix, string tag) => prefix switch
    {
        "AWS:REQUESTTAG" => FindRequestTag(tag),
        "AWS:PRINCIPALTAG" => caller.FindTag(tag),
        "AWS:RESOURCETAG" or "IAM:RESOURCETAG" => FindResourceTag(tag),
        _ => IamContextValue.Unknown,
    };

    private IamContextValue FindRequestTag(string tag)
    {
        if (hop.Tags.FirstOrDefault(passed => passed.Key.Equals(tag, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return IamContextValue.Of(found.Value);
        }

        bool isInherited = hop.InheritedTagKeys.Contains(tag, StringComparer.OrdinalIgnoreCase);
        return !isInherited || reading.ArePassed == false ? IamContextValue.Absent
            : reading.ArePassed is null ? IamContextValue.Unknown
            : caller.FindTag(tag);
    }

    // An inherited transitive tag stands in for the role's own.
    private IamContextValue FindResourceTag(string tag)
    {
        if (hop.InheritedTagKeys.Contains(tag, StringComparer.OrdinalIgnoreCase))
        {
            return caller.FindTag(tag);
        }

        return snapshot.FindRole(hop.RoleArn.ToString())?.Tags is { } tags
            ? IamContextValue.Of(tags.FirstOrDefault(own => own.Key.Equals(tag, StringComparison.OrdinalIgnoreCase)).Value)
            : IamContextValue.Unknown;
    }

    private IamContextValue FindSingle(string key) => key switch
    {
        "STS:EXTERNALID" => IamContextValue.Of(hop.ExternalId),
        "STS:ROLESESSIONNAME" => HopCaller.HasOwnSessionName(hop) ? IamContextValue.Of(hop.SessionName) : IamContextValue.Unknown,
        "STS:SOURCEIDENTITY" => IamContextValue.Of(hop.SourceIdentity ?? hop.InheritedSourceIdentity),
        "AWS:SOURCEIDENTITY" => IamContextValue.Of(hop.InheritedSourceIdentity),
        "AWS:TAGKEYS" => Keys(hop.Tags, reading.ArePassed),
        "STS:TRANSITIVETAGKEYS" => Keys(hop.Tags.Where(tag => tag.Transitive), reading.AreTransitiveKeys),
        "AWS:PRINCIPALARN" => caller.Principal.HasUnknownPath
            ? IamContextValue.Unknown
            : IamContextValue.Of(caller.Principal.PrincipalArn),
        "AWS:PRINCIPALACCOUNT" => IamContextValue.Of(caller.Principal.AccountId),
        "AWS:PRINCIPALTYPE" => IamContextValue.Of(caller.Principal.Type.ToString()),
        "AWS:PRINCIPALISAWSSERVICE" or "AWS:VIAAWSSERVICE" => IamContextValue.Of("false"),
        "AWS:SECURETRANSPORT" => IamContextValue.Of("true"),
        "AWS:USERNAME" => IamContextValue.Of(caller.UserName),
        "AWS:RESOURCEACCOUNT" => IamContextValue.Of(hop.RoleArn.AccountId),
        "AWS:REQUESTEDREGION" => (hop.Region ?? chain.Region) is { } region ? IamContextValue.Of(region) : IamContextValue.Unknown,
        "AWS:CURRENTTIME" => IamContextValue.Of(_now),
        "AWS:EPOCHTIME" =>
            IamContextValue.Of(options.TimeProvider.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        "AWS:TOKENISSUETIME" => IamContextValue.Of(caller.IsTemporary ? _now : null),
        "AWS:MULTIFACTORAUTHPRESENT" => hop.MfaSerialNumber is not null ? IamContextValue.Of("true") : caller.MultiFactorPresent,
        "AWS:MULTIFACTORAUTHAGE" => hop.MfaSerialNumber is not null ? IamContextValue.Of("0") : caller.MultiFactorAge,
        "AWS:PRINCIPALORGID" => OrganizationId(caller.Principal.AccountId),
        "AWS:RESOURCEORGID" => OrganizationId(hop.RoleArn.AccountId),
        "AWS:PRINCIPALORGPATHS" => OrganizationPath(caller.Principal.AccountId),
        "AWS:RESOURCEORGPATHS" => OrganizationPath(hop.RoleArn.AccountId),
        _ => IamContextValue.Unknown,
    };

    private IamContextValue Keys(IEnumerable<SessionTag> passed, bool? withInherited)
    {
        IEnumerable<string> keys = passed.Select(tag => tag.Key);
        return hop.InheritedTagKeys.Count > 0 && withInherited is null
            ? IamContextValue.Unknown
            : IamContextValue.OfList([.. keys, .. withInherited == true ? hop.InheritedTagKeys : []]);
    }

    private IamContextValue OrganizationId(string account) =>
        snapshot.IsInOrganization(account) && snapshot.OrganizationId is { } id ? IamContextValue.Of(id)
        : snapshot.IsOutsideOrganization(account) ? IamContextValue.Absent
        : IamContextValue.Unknown;

    private IamContextValue OrganizationPath(string account) =>
        snapshot.FindOrganizationPath(account) is { } path ? IamContextValue.OfList([path])
        : snapshot.IsOutsideOrganization(account) ? IamContextValue.Absent
        : IamContextValue.Unknown;
}
