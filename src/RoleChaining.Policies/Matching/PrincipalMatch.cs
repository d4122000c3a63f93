namespace RoleChaining.Matching;

/// <summary>
/// How closely a statement names the caller, which decides what else must allow the call within one account. The order is that of
/// strength. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">how AWS
/// decides</see>.
/// </summary>
internal enum PrincipalMatch
{
    None,

    /// <summary>Its account: the account's own policies must allow the call too.</summary>
    Account,

    /// <summary>Its role, or the user behind a federated user, by ARN: the boundary and the session's policies still limit it.</summary>
    Role,

    /// <summary>Everybody, by <c>*</c>: the session's policies still limit it.</summary>
    Everyone,

    /// <summary>The very session or user: nothing else is needed.</summary>
    Direct,
}
