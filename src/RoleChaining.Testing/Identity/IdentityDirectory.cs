using System.Collections.Concurrent;

namespace RoleChaining.Testing;

/// <summary>Users, roles and who they are by their key.</summary>
internal sealed class IdentityDirectory(bool strictPrincipals)
{
    private readonly ConcurrentDictionary<string, LocalUser> _usersByKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LocalUser> _usersByArn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string AccountId, string Issuer), LocalOidcProvider> _oidcProviders = new();
    private readonly ConcurrentDictionary<string, IamPolicy> _managed = new(StringComparer.Ordinal)
    {
        ["arn:aws:iam::aws:policy/AdministratorAccess"] = PolicySet.Administrator.Documents[0],
    };

    private readonly ConcurrentDictionary<string, LocalRole> _roles = new(StringComparer.Ordinal);

    // Names are unique in an account without their path and without case.
    private readonly ConcurrentDictionary<string, LocalUser> _usersByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, LocalRole> _rolesByName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What binds whole accounts: a snapshot that was loaded. Null where there is no organization.</summary>
    public IamSnapshot? Organization { get; set; }

    public void Add(LocalUser user)
    {
        string name = NameOf(user.Partition, user.AccountId, user.IsRoot ? ":root" : user.UserName);
        if (!_usersByName.TryAdd(name, user))
        {
            throw Taken("user", _usersByName[name].Arn);
        }

        if (!_usersByKey.TryAdd(user.AccessKeyId, user))
        {
            _usersByName.TryRemove(name, out _);
            throw new ArgumentException($"There is already an access key {user.AccessKeyId}.");
        }

        _usersByArn[user.Arn] = user;
    }

    public void Add(LocalRole role)
    {
        string name = NameOf(role.Partition, role.AccountId, role.Name);
        if (!_rolesByName.TryAdd(name, role))
        {
            throw Taken("role", _rolesByName[name].Arn);
        }

        _roles[role.Arn] = role;
    }

    public void Add(LocalOidcProvider provider)
    {
        if (!_oidcProviders.TryAdd((provider.AccountId, provider.Issuer), provider))
        {
            throw new ArgumentException($"There is already a provider {provider.Arn}.");
        }
    }

    public void AddPolicy(string arn, IamPolicy policy) => _managed[arn] = policy;

    /// <exception cref="ArgumentException">A policy is not there.</exception>
    public IamPolicy[] FindPolicies(IEnumerable<string> arns) =>
    [
        .. arns.Select(arn => _managed.GetValueOrDefault(arn)
            ?? throw new ArgumentException($"There is no managed policy {arn}; add it to the policies.")),
    ];

    public LocalUser[] Users() => [.. _usersByArn.Values.OrderBy(user => user.Arn, StringComparer.Ordinal)];

    public LocalRole[] Roles() => [.. _roles.Values.OrderBy(role => role.Arn, StringComparer.Ordinal)];

    public LocalOidcProvider[] OidcProviders() => [.. _oidcProviders.Values.OrderBy(provider => provider.Arn, StringComparer.Ordinal)];

    public bool RemoveRole(string arn)
    {
        if (!_roles.TryRemove(arn, out LocalRole? removed))
        {
            return false;
        }

        _rolesByName.TryRemove(NameOf(removed.Partition, removed.AccountId, removed.Name), out _);
        if (strictPrincipals)
        {
            foreach (LocalRole role in _roles.Values)
            {
                role.RewriteTrust(trust => TrustPrincipals.Replace(trust, principal => principal == arn ? removed.RoleId : principal));
            }
        }

        return true;
    }

    /// <summary>The trust policy as IAM stores it; as it is where principals are not strict.</summary>
    /// <exception cref="ArgumentException">It names a user or a role that is not there.</exception>
    public IamPolicy BindTrust(IamPolicy trust) => !strictPrincipals
        ? trust
        : TrustPrincipals.Replace(trust, principal => FindPrincipal(principal)
            ?? throw new ArgumentException(
                $"Invalid principal in policy: \"AWS\":\"{principal}\". There is no such user or role; add it before what trusts it."));

    /// <summary>The principals of a trust policy that are not there; none where principals are not strict.</summary>
    public IReadOnlyList<string> FindMissingPrincipals(IamPolicy trust)
    {
        List<string> missing = [];
        if (strictPrincipals)
        {
            TrustPrincipals.Replace(trust, principal =>
            {
                if (FindPrincipal(principal) is null)
                {
                    missing.Add(principal);
                }

                return principal;
            });
        }

        return missing;
    }

    public bool Exists(LocalRole role) => _roles.TryGetValue(role.Arn, out LocalRole? current) && ReferenceEquals(current, role);

    public LocalOidcProvider? FindOidcProvider(string accountId, string issuer) =>
        _oidcProviders.GetValueOrDefault((accountId, issuer.TrimEnd('/')));

    public LocalUser? FindUser(string accessKeyId) => _usersByKey.GetValueOrDefault(accessKeyId);

    public LocalRole? FindRole(string arn, DateTimeOffset now) =>
        _roles.TryGetValue(arn, out LocalRole? role) && now >= role.VisibleFrom ? role : null;

    /// <summary>The inline policy that narrows a session of the account's role down; null when none was passed.</summary>
    /// <exception cref="ServiceError">A policy is not one, or is not there for this account.</exception>
    public IamPolicy? CheckSessionPolicies(string? inline, IReadOnlyList<string> arns, string accountId)
    {
        foreach (string arn in arns)
        {
            bool ours = Arn.TryParse(arn, out Arn? parsed) && (parsed.AccountId == accountId || parsed.AccountId == "aws");
            if (!ours || !_managed.ContainsKey(arn))
            {
                throw new ServiceError(400, "ValidationError", $"Policy {arn} does not exist or is not attachable.");
            }
        }

        try
        {
            return inline is null ? null : IamPolicy.Parse(inline, IamPolicyKind.Session, "the session policy");
        }
        catch (FormatException exception)
        {
            throw new ServiceError(
                400, "MalformedPolicyDocument", exception.Message.ReplaceLineEndings(" "), "The session policy is malformed.");
        }
    }

    public Caller ToCaller(LocalUser user, string accessKeyId, IssuedSession? session = null) => new()
    {
        AccessKeyId = accessKeyId,
        Partition = user.Partition,
        AccountId = user.AccountId,
        Arn = user.Arn,
        PrincipalArn = user.Arn,
        UserId = user.UserId,
        PrincipalType = user.IsRoot ? "Account" : "User",
        UserName = user.IsRoot ? null : user.UserName,
        Session = session,
        OwnTags = user.Tags,
        Policies = user.PolicyDocuments,
        Boundary = user.BoundaryDocument,
        Organization = Organization,
    };

    public Caller ToCaller(LocalRole role, IssuedSession session) => new()
    {
        AccessKeyId = session.AccessKeyId,
        Partition = role.Partition,
        AccountId = role.AccountId,
        Arn = role.SessionArn(session.SessionName!),
        PrincipalArn = role.Arn,
        UserId = role.RoleId + ":" + session.SessionName,
        PrincipalType = "AssumedRole",
        Session = session,
        OwnTags = role.Tags,
        Policies = role.PolicyDocuments,
        Boundary = role.BoundaryDocument,
        SessionPolicies = FindSessionPolicies(session),
        Organization = Organization,
    };

    /// <summary>A principal as a trust policy shows it; null where there is nobody of that name or unique id.</summary>
    private string? FindPrincipal(string principal)
    {
        if (principal == "*" || Arn.IsAccountId(principal))
        {
            return principal;
        }

        if (!Arn.TryParse(principal, out Arn? arn))
        {
            return _roles.Values.FirstOrDefault(role => role.RoleId == principal)?.Arn
                ?? _usersByArn.Values.FirstOrDefault(user => user.UserId == principal)?.Arn;
        }

        bool isThere = arn.Resource.Split('/') switch
        {
            ["root"] or ["federated-user", ..] => true,
            ["user", ..] => _usersByArn.ContainsKey(principal),
            ["assumed-role", string name, ..] => _rolesByName.TryGetValue(NameOf(arn.Partition, arn.AccountId, name), out LocalRole? role)
                && string.Equals(role.Name, name, StringComparison.Ordinal),
            _ => _roles.ContainsKey(principal),
        };
        return isThere ? principal : null;
    }

    private static string NameOf(string partition, string accountId, string name) => $"{partition}:{accountId}:{name}";

    private static ArgumentException Taken(string what, string arn) =>
        new($"There is already a {what} {arn}; names are unique in an account, without their path and without case.");

    private IReadOnlyList<IamPolicy>? FindSessionPolicies(IssuedSession session) => session is { Policy: null, PolicyArns.Count: 0 }
        ? null
        : [.. session.PolicyArns.Select(arn => _managed[arn]), .. session.Policy is { } inline ? (IamPolicy[])[inline] : []];
}
