namespace RoleChaining.Matching;

/// <summary>
/// The Principal or NotPrincipal of a statement. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">the Principal element</see>.
/// </summary>
internal sealed class PrincipalElement
{
    /// <summary>The text <c>"*"</c> in place of an object.</summary>
    public bool IsEveryone { get; init; }

    /// <summary>ARNs, account ids, unique ids of what was deleted, and <c>*</c>.</summary>
    public IReadOnlyList<string> Aws { get; init; } = [];

    public IReadOnlyList<string> Federated { get; init; } = [];

    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>NotPrincipal.</summary>
    public bool Excepts { get; init; }

    /// <summary>NotPrincipal covers every principal that has a permissions boundary, those that it names too.</summary>
    public PrincipalMatch Match(IamPrincipal caller, bool hasBoundary)
    {
        PrincipalMatch match = Find(caller);
        return !Excepts ? match : match == PrincipalMatch.None || hasBoundary ? PrincipalMatch.Direct : PrincipalMatch.None;
    }

    private PrincipalMatch Find(IamPrincipal caller)
    {
        switch (caller.Type)
        {
            case IamPrincipalType.Service:
                return (IsEveryone || Services.Contains(caller.Arn, StringComparer.OrdinalIgnoreCase))
                    ? PrincipalMatch.Direct
                    : PrincipalMatch.None;
            case IamPrincipalType.WebIdentity:
                return Federated.Contains(caller.Arn, StringComparer.Ordinal) ? PrincipalMatch.Direct : PrincipalMatch.None;
        }

        PrincipalMatch best = IsEveryone ? PrincipalMatch.Everyone : PrincipalMatch.None;
        foreach (string principal in Aws)
        {
            PrincipalMatch match = MatchAws(principal, caller);
            best = match > best ? match : best;
        }

        return best;
    }

    private static PrincipalMatch MatchAws(string principal, IamPrincipal caller)
    {
        if (principal == "*")
        {
            return PrincipalMatch.Everyone;
        }

        if (string.Equals(principal, caller.Arn, StringComparison.Ordinal))
        {
            return caller.Type == IamPrincipalType.Account ? PrincipalMatch.Account : PrincipalMatch.Direct;
        }

        if (caller.Type == IamPrincipalType.AssumedRole && string.Equals(principal, caller.PrincipalArn, StringComparison.Ordinal))
        {
            return PrincipalMatch.Role;
        }

        bool isAccount = string.Equals(principal, caller.AccountId, StringComparison.Ordinal)
            || string.Equals(principal, PolicyArn.Root(caller.Partition, caller.AccountId), StringComparison.Ordinal);
        return isAccount ? PrincipalMatch.Account : PrincipalMatch.None;
    }
}
