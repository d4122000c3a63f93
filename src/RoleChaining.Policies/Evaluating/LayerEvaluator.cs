using RoleChaining.Matching;

namespace RoleChaining.Evaluating;

/// <summary>Evaluates the policies of one layer: a deny anywhere wins, else one allow is enough.</summary>
internal static class LayerEvaluator
{
    private const int MostReasons = 3;

    public static IamLayerDecision Evaluate(IamPolicyKind kind, IamPolicyLayer layer, IamRequest request)
    {
        (IamPolicy Policy, IamStatement Statement, PrincipalMatch Match)? allow = null;
        PrincipalMatch maybe = PrincipalMatch.None;
        bool mayDeny = layer.Missing is not null;
        List<string> missing = layer.Missing is { } document ? [document] : [];
        foreach (IamPolicy policy in layer.Policies)
        {
            foreach (IamStatement statement in policy.Statements)
            {
                PrincipalMatches match = Match(kind, statement, request, missing);
                if (statement.Effect == IamEffect.Allow)
                {
                    maybe = Max(maybe, match.Best);
                    allow = match.Sure > (allow?.Match ?? PrincipalMatch.None) ? (policy, statement, match.Sure) : allow;
                }
                else if (match.Sure > PrincipalMatch.None)
                {
                    return new IamLayerDecision
                    {
                        Kind = kind,
                        Name = layer.Name,
                        Outcome = IamOutcome.Denied,
                        Policy = policy,
                        Statement = statement,
                    };
                }
                else
                {
                    mayDeny |= match.Best > PrincipalMatch.None;
                }
            }
        }

        PrincipalMatch certain = allow?.Match ?? PrincipalMatch.None;
        PrincipalMatch best = layer.Missing is not null ? PrincipalMatch.Direct : maybe;
        bool isUnknown = mayDeny || best > certain;
        return new IamLayerDecision
        {
            Kind = kind,
            Name = layer.Name,
            Outcome = isUnknown ? IamOutcome.Unknown : allow is null ? IamOutcome.Denied : IamOutcome.Allowed,
            Policy = allow?.Policy,
            Statement = allow?.Statement,
            MayDeny = mayDeny,
            SureMatch = mayDeny ? PrincipalMatch.None : certain,
            BestMatch = best,
            Missing = isUnknown ? [.. missing.Distinct()] : [],
            NotMet = allow is null && !isUnknown ? FindReasons(kind, layer, request) : [],
        };
    }

    /// <summary>How closely a statement that applies names the caller. Where it may apply, that is not sure.</summary>
    private static PrincipalMatches Match(IamPolicyKind kind, IamStatement statement, IamRequest request, List<string> missing)
    {
        PrincipalMatches match = statement.Principals?.Match(request.Principal, request.Boundary is not null) ?? PrincipalMatches.Direct;
        if (match.Best == PrincipalMatch.None
            || (HasPrincipals(kind) && statement.Principals is null)
            || !statement.CoversAction(request.Action))
        {
            return default;
        }

        Truth applies = statement.CoversResource(request.Resource, request.Context).And(statement.ConditionsHold(request.Context));
        if (applies == Truth.False || (applies == Truth.Undecidable && statement.Effect == IamEffect.Allow))
        {
            return default;
        }

        if (!match.IsSure)
        {
            missing.Add(request.Principal.Missing!);
        }

        if (applies == Truth.Unknown)
        {
            missing.AddRange(FindUnknown(statement, request.Context));
            match = match with { Sure = PrincipalMatch.None };
        }

        return match;
    }

    private static PrincipalMatch Max(PrincipalMatch left, PrincipalMatch right) => left > right ? left : right;

    private static bool HasPrincipals(IamPolicyKind kind) =>
        kind is IamPolicyKind.Trust or IamPolicyKind.Resource or IamPolicyKind.ResourceControl;

    private static IEnumerable<string> FindUnknown(IamStatement statement, IamContext context) => statement.Conditions
        .Where(condition => condition.Holds(context) == Truth.Unknown)
        .Select(condition => $"the condition key {condition.Key}")
        .DefaultIfEmpty("a policy variable in its resources");

    /// <summary>The statements that would allow the call if their conditions were met.</summary>
    private static List<string> FindReasons(IamPolicyKind kind, IamPolicyLayer layer, IamRequest request)
    {
        List<string> reasons = [];
        foreach (IamPolicy policy in layer.Policies)
        {
            foreach (IamStatement statement in policy.Statements.Where(
                    statement => statement.Effect == IamEffect.Allow && statement.CoversAction(request.Action)))
            {
                bool named = !HasPrincipals(kind)
                    || statement.Principals?.Match(request.Principal, request.Boundary is not null).Best > PrincipalMatch.None;
                string[] unmet = [.. FindUnmet(statement, request.Context)];
                if (named && unmet.Length > 0 && statement.CoversResource(request.Resource, request.Context) == Truth.True)
                {
                    reasons.Add($"{statement} of {policy}, line {statement.Line} of its text, would {string.Join("; and ", unmet)}");
                }
            }
        }

        return reasons.Count > MostReasons ? reasons[..MostReasons] : reasons;
    }

    // What is only not known may be met. It is not why the call is denied.
    private static IEnumerable<string> FindUnmet(IamStatement statement, IamContext context) => statement.Conditions
        .Select(condition => (condition, holds: condition.Holds(context)))
        .Where(found => found.holds != Truth.True)
        .OrderBy(found => found.holds == Truth.Unknown)
        .Select(found => $"if {found.condition}, but {(found.holds == Truth.Unknown ? "that is not known" : Actual(found.condition, context))}");

    private static string Actual(Condition condition, IamContext context) =>
        context.Find(condition.Key) is { IsPresent: true } value
            ? $"it is {string.Join(", ", value.Values.Select(text => condition.Key.Equals("sts:ExternalId", StringComparison.OrdinalIgnoreCase) ? "another one" : $"\"{text}\""))}"
            : "the call has no such key";
}
