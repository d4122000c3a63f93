using RoleChaining.Generating;

namespace RoleChaining.Checking;

/// <summary>Who makes the call of a hop, with the policies that come with it.</summary>
internal sealed class HopCaller
{
    private readonly Func<string, IamContextValue> _tags;

    private HopCaller(IamPrincipal principal, IamIdentity? identity, Func<string, IamContextValue> tags) =>
        (Principal, Identity, _tags) = (principal, identity, tags);

    public IamPrincipal Principal { get; }

    /// <summary>The user or the role; null where no file has it.</summary>
    public IamIdentity? Identity { get; }

    /// <summary>The session policies that the hop before sends.</summary>
    public IamPolicyLayer? Session { get; private init; }

    /// <summary>Whether the credentials are temporary. Those of a user are taken for an access key.</summary>
    public bool IsTemporary => Principal.Type != IamPrincipalType.User;

    public string? UserName => Principal.Type == IamPrincipalType.User ? Principal.Arn[(Principal.Arn.LastIndexOf('/') + 1)..] : null;

    /// <summary>
    /// A session that the chain assumed has no MFA of its own, and an access key has no such key. How a session began that was there before
    /// the chain is not known.
    /// </summary>
    public required IamContextValue MultiFactorPresent { get; init; }

    public IamContextValue MultiFactorAge => MultiFactorPresent.IsUnknown ? IamContextValue.Unknown : IamContextValue.Absent;

    public IamContextValue FindTag(string key) => _tags(key);

    public static HopCaller First(IamSnapshot snapshot, RoleHop hop, ChainSource source)
    {
        IamPrincipal principal = source.Principal!;
        if (principal.Type != IamPrincipalType.User)
        {
            // A session may carry any tags, which override the role's own.
            IamRole? role = snapshot.FindRole(principal.PrincipalArn) ?? snapshot.FindRoleOfSession(principal.Arn);
            principal = role is null ? principal : IamPrincipal.Parse(principal.Arn, role.Arn);
            return new HopCaller(principal, role, _ => IamContextValue.Unknown) { MultiFactorPresent = IamContextValue.Unknown };
        }

        IamUser? user = snapshot.FindUser(principal.Arn);
        return new HopCaller(principal, user, key => Contains(hop.InheritedTagKeys, key)
            ? IamContextValue.Unknown // the chain knows the keys of the source's tags, and not the values
            : FindOwnTag(user, key))
        {
            MultiFactorPresent = IamContextValue.Absent,
        };
    }

    public static HopCaller After(IamSnapshot snapshot, RoleHop previous, HopCaller caller)
    {
        string arn = previous.RoleArn.ToString();
        IamRole? role = snapshot.FindRole(arn);
        IamPrincipal principal = IamPrincipal.Parse(
            HasOwnSessionName(previous) ? previous.RoleArn.ToAssumedRoleArn(previous.SessionName) : arn, arn);
        return new HopCaller(principal, role, key =>
            previous.Tags.FirstOrDefault(tag => tag.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } passed
                ? IamContextValue.Of(passed.Value)
                : Contains(previous.InheritedTagKeys, key) ? caller.FindTag(key) : FindOwnTag(role, key))
        {
            Session = FindSession(snapshot, previous),
            MultiFactorPresent = IamContextValue.Of("false"),
        };
    }

    /// <summary>
    /// Whether the chain sets the session's name. The default is the name of the program, and the program that checks a chain is often not
    /// the one that uses it.
    /// </summary>
    public static bool HasOwnSessionName(RoleHop hop) => hop.SessionName != RoleChainDefaults.SessionName;

    private static IamPolicyLayer? FindSession(IamSnapshot snapshot, RoleHop hop)
    {
        if (hop.Policy is null && hop.PolicyArns.Count == 0)
        {
            return null;
        }

        string name = $"the session policies of hop {hop.Number}";
        IamPolicyLayer managed = snapshot.FindPolicies(name, hop.PolicyArns);
        return hop.Policy is null
            ? managed
            : IamPolicy.TryParse(hop.Policy, IamPolicyKind.Session, name, out IamPolicy? inline, out _)
                ? new IamPolicyLayer(name, [.. managed.Policies, inline], managed.Missing)
                : new IamPolicyLayer(name, managed.Policies, $"a valid form of {name}");
    }

    private static IamContextValue FindOwnTag(IamIdentity? identity, string key) => identity?.Tags is { } tags
        ? IamContextValue.Of(tags.FirstOrDefault(tag => tag.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value)
        : IamContextValue.Unknown;

    private static bool Contains(IReadOnlyList<string> keys, string key) => keys.Contains(key, StringComparer.OrdinalIgnoreCase);
}
