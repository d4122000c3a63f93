using RoleChaining.Evaluating;
using RoleChaining.Matching;

namespace RoleChaining;

/// <summary>
/// Decides a call as AWS does, from policies and condition keys alone. Thread-safe. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">AWS's evaluation logic</see>.
/// </summary>
/// <remarks>
/// A statement that denies wins, wherever it stands. Across accounts both sides must allow the call. Within one account it depends on whom
/// the resource's policy names: an account leaves the decision to the account's own policies; a role's ARN needs no policy of the role, but
/// its permissions boundary and the session's policies limit it; everybody (<c>*</c>) is limited by the session's policies alone; the very
/// session or a user needs nothing else.
/// </remarks>
public static class IamEvaluator
{
    /// <summary>Decides a call.</summary>
    /// <param name="request">The call, and the policies that it passes.</param>
    /// <returns>Never a guess: what depends on something that is not known is <see cref="IamOutcome.Unknown"/>.</returns>
    public static IamDecision Evaluate(IamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<IamLayerDecision> layers = EvaluateLayers(request);
        if (layers.Find(layer => layer.IsExplicitDeny) is { } deny)
        {
            SetBinds(layers, [deny]);
            return new IamDecision(IamOutcome.Denied, layers, deny);
        }

        // What is not known may turn out to allow or to deny the call. The outcome is known where both lead to the same one.
        HashSet<IamLayerDecision> required = FindRequired(request, layers, layer => layer.BestMatch);
        if (layers.Find(layer => required.Contains(layer) && layer.BestMatch == PrincipalMatch.None) is { } blocking)
        {
            SetBinds(layers, required);
            return new IamDecision(IamOutcome.Denied, layers, blocking);
        }

        required = [.. FindRequired(request, layers, layer => layer.SureMatch), .. layers.Where(layer => layer.MayDeny)];
        if (required.All(layer => layer.SureMatch > PrincipalMatch.None))
        {
            SetBinds(layers, required);
            return new IamDecision(IamOutcome.Allowed, layers, layers.Find(layer => layer.Binds && layer.Kind.Grants()));
        }

        // A resource's policy that may do without the others is among what is not known.
        required.UnionWith(FindRequired(request, layers, layer => layer.BestMatch).Where(layer => layer.Outcome == IamOutcome.Unknown));
        SetBinds(layers, required);
        return new IamDecision(
            IamOutcome.Unknown, layers, layers.Find(layer => layer.Binds && layer is { Outcome: IamOutcome.Unknown, SureMatch: PrincipalMatch.None })
                ?? layers.Find(layer => layer.Binds && layer.Outcome == IamOutcome.Unknown));
    }

    /// <summary>What each layer says by itself, in the order in which AWS looks at them.</summary>
    private static List<IamLayerDecision> EvaluateLayers(IamRequest request)
    {
        IamPolicyKind resourceKind = request.NeedsResourcePolicy ? IamPolicyKind.Trust : IamPolicyKind.Resource;
        IamPolicyLayer? resource = request.ResourcePolicy
            ?? (NeedsResourcePolicy(request) ? new IamPolicyLayer($"the policy of {request.Resource}", []) : null);
        bool hasPolicies = HasPolicies(request.Principal);
        bool isServiceLinked = IsServiceLinked(request.Principal.PrincipalArn);
        List<IamLayerDecision> layers = [];
        Add(IamPolicyKind.ResourceControl, isServiceLinked || IsServiceLinked(request.Resource) ? [] : request.ResourceControl);
        Add(IamPolicyKind.ServiceControl, hasPolicies && !isServiceLinked ? request.ServiceControl : []);
        Add(resourceKind, [resource]);
        if (hasPolicies)
        {
            Add(IamPolicyKind.Identity, [request.Principal.Type == IamPrincipalType.Account ? null : request.Identity]);
            Add(IamPolicyKind.PermissionsBoundary, [request.Boundary]);
            Add(IamPolicyKind.Session, [FindSession(request)]);
        }

        return layers;

        void Add(IamPolicyKind kind, IEnumerable<IamPolicyLayer?> added) =>
            layers.AddRange(added.OfType<IamPolicyLayer>().Select(layer => LayerEvaluator.Evaluate(kind, layer, request)));
    }

    // A federated user has nothing but what its session policies leave of its user's policies, so without them it has nothing.
    private static IamPolicyLayer? FindSession(IamRequest request) => request.Session
        ?? (request.Principal.Type == IamPrincipalType.FederatedUser ? new IamPolicyLayer("the session policies (none)", []) : null);

    /// <summary>The layers that must allow the call. Whom the resource's policy names decides what else is needed.</summary>
    private static HashSet<IamLayerDecision> FindRequired(
        IamRequest request, List<IamLayerDecision> layers, Func<IamLayerDecision, PrincipalMatch> match)
    {
        PrincipalMatch resource = layers.Find(layer => layer.Kind is IamPolicyKind.Trust or IamPolicyKind.Resource) is { } policy
            ? match(policy)
            : PrincipalMatch.None;
        bool isEnough = IsSameAccount(request) && resource >= PrincipalMatch.Role;
        bool needsResource = NeedsResourcePolicy(request);
        return [.. layers.Where(layer => layer.Kind switch
        {
            IamPolicyKind.Trust or IamPolicyKind.Resource => needsResource || isEnough,
            IamPolicyKind.Identity => !isEnough,
            IamPolicyKind.PermissionsBoundary => !isEnough || resource < PrincipalMatch.Everyone,
            IamPolicyKind.Session => !isEnough || resource < PrincipalMatch.Direct,
            _ => true,
        })];
    }

    private static bool NeedsResourcePolicy(IamRequest request) =>
        request.NeedsResourcePolicy || !HasPolicies(request.Principal) || !IsSameAccount(request);

    private static bool HasPolicies(IamPrincipal caller) => caller.Type is not (IamPrincipalType.Service or IamPrincipalType.WebIdentity);

    // A service makes these roles for itself. Control policies leave them alone, as callers and as what is assumed.
    private static bool IsServiceLinked(string arn) => arn.Contains(":role/aws-service-role/", StringComparison.Ordinal);

    private static bool IsSameAccount(IamRequest request)
    {
        string? account = request.ResourceAccountId
            ?? (PolicyArn.TryParse(request.Resource, out PolicyArn? arn) && arn.AccountId.Length > 0 ? arn.AccountId : null);
        return account is null || account == request.Principal.AccountId;
    }

    private static void SetBinds(List<IamLayerDecision> layers, HashSet<IamLayerDecision> required) =>
        layers.ForEach(layer => layer.Binds = required.Contains(layer));

    private static bool Grants(this IamPolicyKind kind) => kind is IamPolicyKind.Identity or IamPolicyKind.Trust or IamPolicyKind.Resource;
}
