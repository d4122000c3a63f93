namespace RoleChaining.Testing;

/// <summary>What a set of policies says of one action; several statements may allow, one deny is final.</summary>
/// <param name="Effect">Null when nothing speaks of the action: it is denied implicitly.</param>
/// <param name="Match">For a trust policy, how closely the caller was named.</param>
/// <param name="Because">Which statement it was.</param>
internal readonly record struct PolicyEvaluation(PolicyEffect? Effect, PrincipalMatch Match, string? Because)
{
    public bool IsAllow => Effect == PolicyEffect.Allow;

    public bool IsDeny => Effect == PolicyEffect.Deny;

    public static PolicyEvaluation OfIdentity(
        IEnumerable<PolicyDocument> policies, string holder, string action, string resource, RequestContext context)
    {
        PolicyEvaluation result = default;
        int number = 0;
        foreach (PolicyDocument policy in policies)
        {
            number++;
            foreach (PolicyStatement statement in policy.Statements)
            {
                if (!statement.CoversAction(action) || !statement.CoversResource(resource, context) || !statement.ConditionsHold(context))
                    continue;
                string because = $"{statement.Name} of policy {number} of {holder}";
                if (statement.IsDeny)
                    return new(PolicyEffect.Deny, PrincipalMatch.None, because);
                if (result.Effect is null)
                    result = new(PolicyEffect.Allow, PrincipalMatch.None, because);
            }
        }

        return result;
    }

    public static PolicyEvaluation OfTrust(
        PolicyDocument trust, Func<PolicyPrincipals, PrincipalMatch> match, string action, RequestContext context)
    {
        PolicyEvaluation result = default;
        foreach (PolicyStatement statement in trust.Statements)
        {
            PrincipalMatch matched = match(statement.Principals!);
            if (matched == PrincipalMatch.None || !statement.CoversAction(action) || !statement.ConditionsHold(context))
                continue;
            string because = $"{statement.Name} of the trust policy";
            if (statement.IsDeny)
                return new(PolicyEffect.Deny, matched, because);
            if (matched > result.Match)
                result = new(PolicyEffect.Allow, matched, because);
        }

        return result;
    }
}
