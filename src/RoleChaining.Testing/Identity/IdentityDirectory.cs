using System.Collections.Concurrent;

namespace RoleChaining.Testing;

/// <summary>Users, roles and who they are by their key.</summary>
internal sealed class IdentityDirectory
{
    private readonly ConcurrentDictionary<string, LocalUser> _usersByKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LocalUser> _usersByArn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string AccountId, string Issuer), LocalOidcProvider> _oidcProviders = new();
    private readonly ConcurrentDictionary<string, IamPolicy> _managed = new(StringComparer.Ordinal)
    {
        ["arn:aws:iam::aws:policy/AdministratorAccess"] = PolicySet.Administrator.Documents[0],
    };

    private readonly ConcurrentDictionary<string, LocalRole> _roles = new(StringComparer.Ordinal);

    /// <summary>What binds whole accounts: a snapshot that was loaded. Null where there is no organization.</summary>
    public IamSnapshot? Organization { get; set; }

    public void Add(LocalUser user)
    {
        if (!_usersByArn.TryAdd(user.Arn, user))
            throw new ArgumentException($"There is already a user {user.Arn}.");
        if (!_usersByKey.TryAdd(user.AccessKeyId, user))
        {
            _usersByArn.TryRemove(user.Arn, out _);
            throw new ArgumentException($"There is already an access key {user.AccessKeyId}.");
        }
    }

    public void Add(LocalRole role)
    {
        if (!_roles.TryAdd(role.Arn, role))
            throw new ArgumentException($"There is already a role {role.Arn}.");
    }

    public void Add(LocalOidcProvider provider)
    {
        if (!_oidcProviders.TryAdd((provider.AccountId, provider.Issuer), provider))
            throw new ArgumentException($"There is already a provider {provider.Arn}.");
    }

    public void AddPolicy(string arn, IamPolicy policy) => _managed[arn] = policy;

    public LocalUser[] Users() => [.. _usersByArn.Values.OrderBy(user => user.Arn, StringComparer.Ordinal)];

    public LocalRole[] Roles() => [.. _roles.Values.OrderBy(role => role.Arn, StringComparer.Ordinal)];

    public LocalOidcProvider[] OidcProviders() => [.. _oidcProviders.Values.OrderBy(provider => provider.Arn, StringComparer.Ordinal)];

    public bool RemoveRole(string arn) => _roles.TryRemove(arn, out _);

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
                throw new ServiceError(400, "ValidationError", $"Policy {arn} does not exist or is not attachable.");
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

    private IReadOnlyList<IamPolicy>? FindSessionPolicies(IssuedSession session) => session is { Policy: null, PolicyArns.Count: 0 }
        ? null
        : [.. session.PolicyArns.Select(arn => _managed[arn]), .. session.Policy is { } inline ? (IamPolicy[])[inline] : []];
}
