namespace RoleChaining.Testing;

/// <summary>Whom a trust statement speaks of: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html</summary>
internal sealed class PolicyPrincipals
{
    public bool Everyone { get; init; }

    /// <summary>ARNs, account ids and <c>*</c>.</summary>
    public IReadOnlyList<string> Aws { get; init; } = [];

    public IReadOnlyList<string> Federated { get; init; } = [];

    public IReadOnlyList<string> Services { get; init; } = [];

    public PrincipalMatch Match(RequestPrincipal caller)
    {
        PrincipalMatch best = Everyone ? PrincipalMatch.Principal : PrincipalMatch.None;
        foreach (string principal in Aws)
        {
            PrincipalMatch match = MatchAws(principal, caller);
            if (match > best)
                best = match;
        }

        return best;
    }

    public bool MatchFederated(string providerArn) => Everyone || Federated.Contains(providerArn, StringComparer.Ordinal);

    private static PrincipalMatch MatchAws(string principal, RequestPrincipal caller)
    {
        if (caller.IsRoleSession && string.Equals(principal, caller.Arn, StringComparison.Ordinal))
            return PrincipalMatch.Session;
        if (principal == "*" || string.Equals(principal, caller.PrincipalArn, StringComparison.Ordinal))
            return PrincipalMatch.Principal;
        bool account = string.Equals(principal, caller.AccountId, StringComparison.Ordinal)
            || string.Equals(principal, Arn.Root(caller.Partition, caller.AccountId), StringComparison.Ordinal);
        return account ? PrincipalMatch.Account : PrincipalMatch.None;
    }
}
