namespace RoleChaining.Matching;

/// <summary>
/// The Principal or NotPrincipal of a statement. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">the Principal element</see>.
/// </summary>
internal sealed class PrincipalElement
{
    /// <summary>
    /// The text <c>"*"</c> in place of an object. In the policy of a resource, <c>{"AWS":"*"}</c> means the same; in a trust policy it means
    /// no services.
    /// </summary>
    public bool IsEveryone { get; init; }

    /// <summary>Whoever calls, web identities too: the one principal of resource control policies.</summary>
    public bool IsWhoever { get; init; }

    /// <summary>ARNs, account ids, unique ids of what was deleted, and <c>*</c>.</summary>
    public IReadOnlyList<string> Aws { get; init; } = [];

    public IReadOnlyList<string> Federated { get; init; } = [];

    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>NotPrincipal.</summary>
    public bool Excepts { get; init; }

    /// <summary>NotPrincipal covers every principal that has a permissions boundary, those that it names too.</summary>
    public PrincipalMatches Match(IamPrincipal caller, bool hasBoundary)
    {
        PrincipalMatches match = Find(caller);
        return Excepts ? new(Except(match.Best, hasBoundary), Except(match.Sure, hasBoundary)) : match;
    }

    /// <summary>The names that sessions must have to be named, of a role whose session's name is not known.</summary>
    public IEnumerable<string> FindSessionNames(IamPrincipal caller)
    {
        string sessions = Sessions(caller);
        return Aws
            .Where(principal => principal.StartsWith(sessions, StringComparison.Ordinal))
            .Select(principal => principal[sessions.Length..]);
    }

    private static PrincipalMatch Except(PrincipalMatch named, bool hasBoundary) =>
        named == PrincipalMatch.None || hasBoundary ? PrincipalMatch.Direct : PrincipalMatch.None;

    private PrincipalMatches Find(IamPrincipal caller)
    {
        switch (caller.Type)
        {
            case IamPrincipalType.Service:
                return IsEveryone || IsWhoever || Services.Contains(caller.Arn, StringComparer.OrdinalIgnoreCase) ? PrincipalMatches.Direct : default;
            case IamPrincipalType.WebIdentity:
                return IsWhoever || Federated.Contains(caller.Arn, StringComparer.Ordinal) ? PrincipalMatches.Direct : default;
        }

        PrincipalMatch sure = IsEveryone ? PrincipalMatch.Everyone : PrincipalMatch.None;
        PrincipalMatch best = sure;
        foreach (string principal in Aws)
        {
            PrincipalMatch match = MatchAws(principal, caller);
            PrincipalMatch maybe = match == PrincipalMatch.None ? MatchUnknown(principal, caller) : match;
            sure = match > sure ? match : sure;
            best = maybe > best ? maybe : best;
        }

        return new(sure, best);
    }

    private static PrincipalMatch MatchAws(string principal, IamPrincipal caller)
    {
        if (principal == "*")
        {
            return PrincipalMatch.Everyone;
        }

        if (caller.Type == IamPrincipalType.AssumedRole && string.Equals(principal, caller.PrincipalArn, StringComparison.Ordinal))
        {
            return PrincipalMatch.Role;
        }

        if (string.Equals(principal, caller.Arn, StringComparison.Ordinal))
        {
            return caller.Type == IamPrincipalType.Account ? PrincipalMatch.Account : PrincipalMatch.Direct;
        }

        bool isAccount = string.Equals(principal, caller.AccountId, StringComparison.Ordinal)
            || string.Equals(principal, PolicyArn.Root(caller.Partition, caller.AccountId), StringComparison.Ordinal);
        return isAccount ? PrincipalMatch.Account : PrincipalMatch.None;
    }

    /// <summary>
    /// How the principal may be named, where the session's name, the role's path or the user behind a federated user is not known.
    /// </summary>
    private static PrincipalMatch MatchUnknown(string principal, IamPrincipal caller)
    {
        if (caller.Type == IamPrincipalType.FederatedUser)
        {
            // What a user is given is limited in the session as what a role is given: by the boundary and the session's policies.
            return Has($"arn:{caller.Partition}:iam::{caller.AccountId}:user/", "", PrincipalMatch.Role);
        }

        bool mayBe = (caller.HasUnknownSession && principal.Contains(":assumed-role/", StringComparison.Ordinal))
            || (caller.HasUnknownPath && principal.Contains(":role/", StringComparison.Ordinal));
        if (!mayBe)
        {
            return PrincipalMatch.None; // nearly always: no text is made for it
        }

        return caller.HasUnknownSession
            ? Has(Sessions(caller), "", PrincipalMatch.Direct)
            : Has($"arn:{caller.Partition}:iam::{caller.AccountId}:role/", $"/{RoleName(caller)}", PrincipalMatch.Role);

        PrincipalMatch Has(string start, string end, PrincipalMatch match) =>
            principal.StartsWith(start, StringComparison.Ordinal) && principal.EndsWith(end, StringComparison.Ordinal)
                ? match
                : PrincipalMatch.None;
    }

    private static string Sessions(IamPrincipal caller) =>
        $"arn:{caller.Partition}:sts::{caller.AccountId}:assumed-role/{RoleName(caller)}/";

    private static string RoleName(IamPrincipal caller) => caller.PrincipalArn[(caller.PrincipalArn.LastIndexOf('/') + 1)..];
}
