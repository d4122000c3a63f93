namespace RoleChaining.Paths;

/// <summary>The condition keys of a call of which only caller and role are known.</summary>
internal sealed class PathContext(IamSnapshot snapshot, IamPrincipal caller, IamIdentity? identity, IamRole role) : IamContext
{
    public override IamContextValue Find(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? FindSingle(key.ToUpperInvariant())
            : key[..slash].ToUpperInvariant() switch
            {
                // Session tags may override a role's own tags. A user's tags are what they are.
                "AWS:PRINCIPALTAG" when caller.Type == IamPrincipalType.User => FindTag(identity, key[(slash + 1)..]),
                _ => IamContextValue.Unknown,
            };
    }

    private IamContextValue FindSingle(string key) => key switch
    {
        "AWS:PRINCIPALARN" => caller.HasUnknownPath ? IamContextValue.Unknown : OfCaller(caller.PrincipalArn, ofToken: null),
        "AWS:PRINCIPALACCOUNT" => IamContextValue.Of(caller.AccountId.Length > 0 ? caller.AccountId : null),
        "AWS:PRINCIPALTYPE" => OfCaller(caller.Type.ToString(), ofToken: "User"),
        "AWS:USERID" when caller.Type == IamPrincipalType.WebIdentity => IamContextValue.Of(caller.Arn),
        "AWS:USERNAME" => caller.Type == IamPrincipalType.User
            ? IamContextValue.Of(caller.Arn[(caller.Arn.LastIndexOf('/') + 1)..])
            : IamContextValue.Absent,
        "AWS:PRINCIPALISAWSSERVICE" => IamContextValue.Of(caller.Type == IamPrincipalType.Service ? "true" : "false"),
        "AWS:VIAAWSSERVICE" => IamContextValue.Of("false"),
        "AWS:SECURETRANSPORT" => IamContextValue.Of("true"),
        "AWS:RESOURCEACCOUNT" => IamContextValue.Of(role.AccountId),
        "AWS:PRINCIPALORGID" => OrganizationId(caller.AccountId),
        "AWS:RESOURCEORGID" => OrganizationId(role.AccountId),
        "AWS:PRINCIPALORGPATHS" => OrganizationPath(caller.AccountId),
        "AWS:RESOURCEORGPATHS" => OrganizationPath(role.AccountId),
        _ => IamContextValue.Unknown,
    };

    // What AWS shows of the bearer of a token was recorded. What it shows of a service is not known.
    private IamContextValue OfCaller(string value, string? ofToken) => caller.Type switch
    {
        IamPrincipalType.Service => IamContextValue.Unknown,
        IamPrincipalType.WebIdentity => IamContextValue.Of(ofToken),
        _ => IamContextValue.Of(value),
    };

    private IamContextValue OrganizationId(string account) =>
        snapshot.IsInOrganization(account) && snapshot.OrganizationId is { } id ? IamContextValue.Of(id)
        : snapshot.IsOutsideOrganization(account) ? IamContextValue.Absent
        : IamContextValue.Unknown;

    private IamContextValue OrganizationPath(string account) =>
        snapshot.FindOrganizationPath(account) is { } path ? IamContextValue.OfList([path])
        : snapshot.IsOutsideOrganization(account) ? IamContextValue.Absent
        : IamContextValue.Unknown;

    private static IamContextValue FindTag(IamIdentity? identity, string tag) => identity?.Tags is { } tags
        ? IamContextValue.Of(tags.FirstOrDefault(own => own.Key.Equals(tag, StringComparison.OrdinalIgnoreCase)).Value)
        : IamContextValue.Unknown;
}
