using RoleChaining.Paths;
using RoleChaining.Snapshots;

namespace RoleChaining;

/// <summary>What is known of any number of accounts. Immutable and thread-safe; made by an <see cref="IamSnapshotBuilder"/>.</summary>
public sealed class IamSnapshot
{
    private readonly ManagedPolicies _managed;
    private readonly Organization _organization;
    private readonly Dictionary<string, IamUser> _users;
    private readonly Dictionary<string, IamRole> _roles;

    internal IamSnapshot(
        IReadOnlyList<IamUser> users,
        IReadOnlyList<IamRole> roles,
        ManagedPolicies managed,
        IReadOnlyList<IamOidcProvider> oidcProviders,
        Organization organization,
        IReadOnlyList<string> notes)
    {
        _users = users.ToDictionary(user => user.Arn, StringComparer.Ordinal);
        _roles = roles.ToDictionary(role => role.Arn, StringComparer.Ordinal);
        (Users, Roles, OidcProviders, Notes) = (users, roles, oidcProviders, notes);
        (_managed, _organization) = (managed, organization);
    }

    /// <summary>The users.</summary>
    public IReadOnlyList<IamUser> Users { get; }

    /// <summary>The roles.</summary>
    public IReadOnlyList<IamRole> Roles { get; }

    /// <summary>The OpenID Connect providers.</summary>
    public IReadOnlyList<IamOidcProvider> OidcProviders { get; }

    /// <summary>What was not understood in the files, or was assumed: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The organization's id; <see langword="null"/> where it is not known.</summary>
    public string? OrganizationId => _organization.Id;

    /// <summary>The account that no control policy binds; <see langword="null"/> where it is not known.</summary>
    public string? ManagementAccountId => _organization.ManagementAccountId;

    /// <summary>Whether service control policies are known. If none are, none are evaluated.</summary>
    public bool HasServiceControl => _organization.HasServiceControl;

    /// <summary>Whether resource control policies are known. If none are, none are evaluated.</summary>
    public bool HasResourceControl => _organization.HasResourceControl;

    /// <summary>The role of this ARN; <see langword="null"/> where nothing is known of it.</summary>
    public IamRole? FindRole(string arn) => _roles.GetValueOrDefault(arn);

    /// <summary>
    /// The role of a session, whose ARN leaves the role's path out; <see langword="null"/> where nothing is known of it. An account has one
    /// role of a name.
    /// </summary>
    /// <param name="arn">Such as <c>arn:aws:sts::222222222222:assumed-role/HubRole/session</c>.</param>
    public IamRole? FindRoleOfSession(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        return arn.Split(':') is [_, _, "sts", _, var account, var resource] && resource.Split('/') is ["assumed-role", var name, _]
            ? Roles.FirstOrDefault(role => role.AccountId == account && role.Name == name)
            : null;
    }

    /// <summary>The user of this ARN; <see langword="null"/> where nothing is known of it.</summary>
    public IamUser? FindUser(string arn) => _users.GetValueOrDefault(arn);

    /// <summary>Managed policies as a layer. What is not known of them is missing in it.</summary>
    /// <param name="name">How explanations call the layer.</param>
    /// <param name="arns">The policies' ARNs.</param>
    public IamPolicyLayer FindPolicies(string name, IEnumerable<string> arns)
    {
        PolicyText[] texts = [.. arns.Select(_managed.Find)];
        string[] missing = [.. texts.Where(text => text.Read() is null).Select(text => text.Missing!)];
        return new IamPolicyLayer(
            name, [.. texts.Select(text => text.Read()).OfType<IamPolicy>()], missing.Length == 0 ? null : string.Join(", ", missing));
    }

    /// <summary>The service control policies of an account: a layer for the root, each unit, and the account.</summary>
    public IReadOnlyList<IamPolicyLayer> FindServiceControl(string accountId) => _organization.FindServiceControl(accountId);

    /// <summary>The resource control policies of an account, likewise.</summary>
    public IReadOnlyList<IamPolicyLayer> FindResourceControl(string accountId) => _organization.FindResourceControl(accountId);

    /// <summary>Whether the account is known to be in the organization.</summary>
    public bool IsInOrganization(string accountId) => _organization.Has(accountId);

    /// <summary>
    /// Whether the account is known not to be in the organization: all accounts of it are listed, and this one is not among them.
    /// </summary>
    public bool IsOutsideOrganization(string accountId) => _organization.Lacks(accountId);

    /// <summary>
    /// The account's place in the organization, as in <c>aws:PrincipalOrgPaths</c>; <see langword="null"/> where it is not known.
    /// </summary>
    public string? FindOrganizationPath(string accountId) => _organization.FindPath(accountId);

    /// <summary>Every chain of sessions by which principals come to a role.</summary>
    /// <param name="to">The role's ARN.</param>
    /// <param name="from">
    /// Who begins: the ARN of a user, a role, one session of a role or a provider, the name of a service, or an account id. Without it,
    /// whoever can. The policies of one who is in no file are not known.
    /// </param>
    /// <param name="maxHops">How many roles are assumed one after the other, at most.</param>
    /// <returns>
    /// The paths, shortest first; none if nothing is known of the role. They are found as they are read: in a large organization there may
    /// be very many. What depends on the call, such as an external id, is told with each hop.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxHops"/> is below 1.</exception>
    public IEnumerable<RolePath> EnumeratePaths(string to, string? from = null, int maxHops = 5)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxHops, 1);
        return new PathFinder(this, from).Find(to, maxHops);
    }

    /// <summary>All that <see cref="EnumeratePaths"/> finds.</summary>
    /// <inheritdoc cref="EnumeratePaths"/>
    public IReadOnlyList<RolePath> FindPaths(string to, string? from = null, int maxHops = 5) => [.. EnumeratePaths(to, from, maxHops)];
}
