namespace RoleChaining.Testing;

/// <summary>The two-sided decision on a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html</summary>
internal static class Authorizer
{
    /// <summary>Why the caller may do this to the role.</summary>
    /// <exception cref="ServiceError">It may not.</exception>
    public static string Demand(Caller caller, LocalRole role, string action, RequestContext context)
    {
        PolicyEvaluation trust = role.TrustAt(context.Now) is { } policy
            ? PolicyEvaluation.OfTrust(policy, principals => principals.Match(caller.Principal), action, context)
            : default;
        PolicyEvaluation own = PolicyEvaluation.OfIdentity(caller.Policies, caller.PrincipalArn, action, role.Arn, context);
        PolicyEvaluation session = caller.SessionPolicies is { } restriction
            ? PolicyEvaluation.OfIdentity(restriction, "the calling session", action, role.Arn, context)
            : new(PolicyEffect.Allow, PrincipalMatch.None, null);
        foreach (PolicyEvaluation side in (ReadOnlySpan<PolicyEvaluation>)[trust, own, session])
        {
            if (side.IsDeny)
                throw Denied(caller, action, role.Arn, $"{side.Because} denies it");
        }

        if (!trust.IsAllow)
            throw Denied(caller, action, role.Arn, "no statement of the trust policy allows it to this caller");

        // Within one account a trust that names the principal is enough; a trust in the account leaves it to the account's own policies.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-cross-account.html
        bool sameAccount = caller.AccountId == role.AccountId;
        if (sameAccount && trust.Match == PrincipalMatch.Session)
            return $"Allowed by {trust.Because}";
        if (!session.IsAllow)
            throw Denied(caller, action, role.Arn, "the session policies of the calling session leave it out");
        if (sameAccount && trust.Match == PrincipalMatch.Principal)
            return $"Allowed by {trust.Because}";
        if (!own.IsAllow)
            throw Denied(caller, action, role.Arn, $"the trust policy allows it, but no policy of {caller.PrincipalArn} does");
        return $"Allowed by {trust.Because} and by {own.Because}";
    }

    /// <summary>What a session or user may do to something in its own account that has no policy of its own.</summary>
    public static PolicyEvaluation OwnPermission(Caller caller, string action, string resource, RequestContext context)
    {
        if (caller.IsRoot)
            return new(PolicyEffect.Allow, PrincipalMatch.None, "the caller being the root user");
        PolicyEvaluation own = PolicyEvaluation.OfIdentity(caller.Policies, caller.PrincipalArn, action, resource, context);
        if (!own.IsAllow || caller.SessionPolicies is not { } restriction)
            return own;
        PolicyEvaluation session = PolicyEvaluation.OfIdentity(restriction, "the calling session", action, resource, context);
        return session.IsAllow ? own : session;
    }

    public static ServiceError Denied(Caller caller, string action, string resource, string because) =>
        new(403, "AccessDenied", $"User: {caller.Arn} is not authorized to perform: {action} on resource: {resource}")
        {
            Decision = "Denied: " + because,
        };
}
