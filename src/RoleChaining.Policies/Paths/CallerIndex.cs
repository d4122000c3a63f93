using RoleChaining.Matching;

namespace RoleChaining.Paths;

/// <summary>
/// The users and roles of each account that some policy of theirs lets assume roles: of an account's hundreds, a few. The others need to be
/// named by a trust policy.
/// </summary>
internal sealed class CallerIndex(IamSnapshot snapshot)
{
    private const string AssumeRole = "sts:AssumeRole";

    private readonly Dictionary<string, List<IamIdentity>> _callers = new(StringComparer.Ordinal);
    private readonly ILookup<string, IamIdentity> _identities =
        snapshot.Users.Concat<IamIdentity>(snapshot.Roles).ToLookup(identity => identity.AccountId, StringComparer.Ordinal);

    private ILookup<string, IamRole>? _rolesByName;

    public IEnumerable<string> Accounts => _identities.Select(account => account.Key);

    public bool Knows(string accountId) => _identities.Contains(accountId);

    public IEnumerable<IamIdentity> FindAll(string accountId) => _identities[accountId];

    public List<IamIdentity> FindCallers(string accountId)
    {
        if (!_callers.TryGetValue(accountId, out List<IamIdentity>? callers))
        {
            _callers[accountId] = callers = [.. _identities[accountId].Where(MayAssumeRoles)];
        }

        return callers;
    }

    /// <summary>The role of a session, whose ARN has no path.</summary>
    public IamRole? FindRoleOfSession(PolicyArn session)
    {
        _rolesByName ??= snapshot.Roles.ToLookup(role => $"{role.AccountId}/{role.Name}", StringComparer.Ordinal);
        return _rolesByName[$"{session.AccountId}/{session.Resource.Split('/')[1]}"].FirstOrDefault();
    }

    private static bool MayAssumeRoles(IamIdentity identity) => identity.Policies.Missing is not null
        || identity.Policies.Policies.Any(policy => policy.Statements.Any(
            statement => statement.Effect == IamEffect.Allow && statement.CoversAction(AssumeRole)));
}
