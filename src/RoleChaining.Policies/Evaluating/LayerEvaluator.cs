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
                PrincipalMatches match = statement.Principals?.Match(request.Principal, request.Boundary is not null)
                    ?? PrincipalMatches.Direct;
                if (match.Best == PrincipalMatch.None
                    || (HasPrincipals(kind) && statement.Principals is null)
                    || !statement.CoversAction(request.Action))
                {
                    continue;
                }

                Truth applies = statement.CoversResource(request.Resource, request.Context).And(statement.ConditionsHold(request.Context));
                if (applies == Truth.False || (applies == Truth.Undecidable && statement.Effect == IamEffect.Allow))
                {
                    continue;
                }

                bool isUnknown = applies == Truth.Unknown;
                if (isUnknown || !match.IsSure)
                {
                    missing.AddRange(isUnknown ? FindUnknown(statement, request.Context) : []);
                    missing.AddRange(match.IsSure ? [] : [request.Principal.Missing!]);
                    maybe = statement.Effect == IamEffect.Allow ? Max(maybe, match.Best) : maybe;
                }

                PrincipalMatch sure = isUnknown ? PrincipalMatch.None : match.Sure;
                if (sure == PrincipalMatch.None)
                {
                    mayDeny |= statement.Effect == IamEffect.Deny;
                }
                else if (statement.Effect == IamEffect.Deny)
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
                else if (allow is null || sure > allow.Value.Match)
                {
                    allow = (policy, statement, sure);
                }
            }
        }

        PrincipalMatch certain = allow?.Match ?? PrincipalMatch.None;
        PrincipalMatch best = layer.Missing is not null ? PrincipalMatch.Direct : Max(certain, maybe);
        bool isLayerUnknown = mayDeny || best > certain;
        return new IamLayerDecision
        {
            Kind = kind,
            Name = layer.Name,
            Outcome = isLayerUnknown ? IamOutcome.Unknown : allow is null ? IamOutcome.Denied : IamOutcome.Allowed,
            Policy = allow?.Policy,
            Statement = allow?.Statement,
            MayDeny = mayDeny,
            SureMatch = mayDeny ? PrincipalMatch.None : certain,
            BestMatch = best,
            Missing = isLayerUnknown ? [.. missing.Distinct()] : [],
            NotMet = allow is null && !isLayerUnknown ? FindReasons(kind, layer, request) : [],
        };
    }

    private static PrincipalMatch Max(PrincipalMatch left, PrincipalMatch right) => left > right ? left : right;

    private static bool HasPrincipals(IamPolicyKind kind) =>
        kind is IamPolicyKind.Trust or IamPolicyKind.Resource or IamPolicyKind.ResourceControl;

    private static IEnumerable<string> FindUnknown(IamStatement statement, IamContext context) => statement.Conditions
        .Where(condition => condition.Holds(context) == Truth.Unknown)
        .Select(condition => $"the condition key {condition.Key}")
        .DefaultIfEmpty("a policy variable in its resources");

    /// <summary>The statements that would allow the call if one thing were otherwise.</summary>
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
                Condition? unmet = statement.Conditions.FirstOrDefault(condition => condition.Holds(request.Context) != Truth.True);
                if (named && unmet is not null && statement.CoversResource(request.Resource, request.Context) == Truth.True)
                {
                    reasons.Add($"{statement} of {policy}, line {statement.Line}, would if {unmet}, but {Actual(unmet, request.Context)}");
                }
            }
        }

        return reasons.Count > MostReasons ? reasons[..MostReasons] : reasons;
    }

    private static string Actual(Condition condition, IamContext context) =>
        context.Find(condition.Key) is { IsPresent: true } value
            ? $"it is {string.Join(", ", value.Values.Select(text => condition.Key.Equals("sts:ExternalId", StringComparison.OrdinalIgnoreCase) ? "another one" : $"\"{text}\""))}"
            : "the call has no such key";
}
