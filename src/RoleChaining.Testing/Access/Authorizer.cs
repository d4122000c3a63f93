namespace RoleChaining.Testing;

/// <summary>Decisions on calls, by the policies of the caller and of what it calls for.</summary>
internal static class Authorizer
{
    private static readonly IamPolicyLayer NoPolicies = new("no policies", []);

    /// <summary>Why the caller may do this to the role.</summary>
    /// <exception cref="ServiceError">It may not.</exception>
    public static string Demand(Caller caller, LocalRole role, string action, RequestContext context)
    {
        IamDecision decision = Decide(caller, action, role.Arn, context, TrustLayer(role, context.Now), role.AccountId);
        return decision.IsAllowed ? Allowed(decision) : throw Denied(
            caller, action, role.Arn, Why(decision, caller), Suffix(decision.Decisive, caller.Organization));
    }

    /// <summary>What the trust policy says of the bearer of a token, who has no policies.</summary>
    public static IamDecision DecideForToken(LocalRole role, RequestPrincipal bearer, string action, RequestContext context) =>
        DecideByTrust(role, bearer.Iam, action, context, context.Now, bearer.Organization);

    /// <summary>Whether the newest trust policy lets a service do this to the role, under some condition at least.</summary>
    public static bool MayTrust(LocalRole role, string service, string action)
    {
        IamPrincipal principal = new() { Type = IamPrincipalType.Service, Arn = service, AccountId = string.Empty };
        IamDecision decision = DecideByTrust(role, principal, action, new IamContextValues(unknown: true), DateTimeOffset.MaxValue);
        return decision.Outcome != IamOutcome.Denied;
    }

    /// <summary>What a session or user may do to something in its own account that has no policy of its own.</summary>
    public static IamDecision OwnPermission(Caller caller, string action, string resource, RequestContext context) =>
        Decide(caller, action, resource, context, trust: null, caller.AccountId);

    public static ServiceError Denied(Caller caller, string action, string resource, string because, string suffix = "") =>
        new(403, "AccessDenied", $"User: {caller.Arn} is not authorized to perform: {action} on resource: {resource}{suffix}")
        {
            Decision = "Denied: " + because,
        };

    /// <summary>One sentence for the call log, with the statements of all policies that the call needed.</summary>
    public static string Allowed(IamDecision decision) =>
        decision.Layers.Where(layer => layer is { Binds: true, Statement: not null, Kind: IamPolicyKind.Identity or IamPolicyKind.Trust })
            .Select(Name).ToArray() is { Length: > 0 } statements
            ? $"Allowed by {string.Join(" and by ", statements)}"
            : "Allowed by the caller being the root user";

    /// <summary>The end of a sentence that says what decided.</summary>
    public static string Name(IamLayerDecision layer) => $"{layer.Statement} of {layer.Name}";

    private static IamDecision Decide(
        Caller caller, string action, string resource, RequestContext context, IamPolicyLayer? trust, string resourceAccount) =>
        IamEvaluator.Evaluate(new IamRequest
        {
            Principal = caller.Principal.Iam,
            Action = action,
            Resource = resource,
            ResourceAccountId = resourceAccount,
            Context = context,
            Identity = new IamPolicyLayer($"the policies of {caller.PrincipalArn}", caller.Policies),
            Session = caller.SessionPolicies is { } session
                ? new IamPolicyLayer("the session policies of the calling session", session)
                : null,
            Boundary = caller.Boundary is { } boundary ? new IamPolicyLayer("the caller's permissions boundary", [boundary]) : null,
            ResourcePolicy = trust,
            NeedsResourcePolicy = trust is not null,
            ServiceControl = caller.Organization?.FindServiceControl(caller.AccountId) ?? [],
            ResourceControl = caller.Organization?.FindResourceControl(resourceAccount) ?? [],
        });

    private static IamDecision DecideByTrust(
        LocalRole role, IamPrincipal principal, string action, IamContext context, DateTimeOffset now, IamSnapshot? organization = null) =>
        IamEvaluator.Evaluate(new IamRequest
        {
            Principal = principal,
            Action = action,
            Resource = role.Arn,
            Context = context,
            Identity = NoPolicies,
            ResourcePolicy = TrustLayer(role, now),
            NeedsResourcePolicy = true,
            ResourceControl = organization?.FindResourceControl(role.AccountId) ?? [],
        });

    private static IamPolicyLayer TrustLayer(LocalRole role, DateTimeOffset now) =>
        new("the trust policy", role.TrustAt(now) is { } trust ? [trust] : []);

    private static string Why(IamDecision decision, Caller caller) => decision.Decisive switch
    {
        { IsExplicitDeny: true } deny => $"{Name(deny)} denies it",
        { Kind: IamPolicyKind.Trust } => "no statement of the trust policy allows it to this caller",
        { Kind: IamPolicyKind.PermissionsBoundary } => "the caller's permissions boundary leaves it out",
        { Kind: IamPolicyKind.ServiceControl or IamPolicyKind.ResourceControl } control => $"{control.Name} leave it out",
        { Kind: IamPolicyKind.Session } => "the session policies of the calling session leave it out",
        _ => $"the trust policy allows it, but no policy of {caller.PrincipalArn} does",
    };

    // STS was recorded to tell of a resource control policy and of nothing else.
    private static string Suffix(IamLayerDecision? layer, IamSnapshot? organization)
    {
        if (layer is not { Kind: IamPolicyKind.ResourceControl, IsExplicitDeny: true, Policy: { } policy })
        {
            return "";
        }

        string arn = organization is { OrganizationId: { } id, ManagementAccountId: { } account }
            ? $": arn:aws:organizations::{account}:policy/{id}/resource_control_policy/{policy.Name}"
            : "";
        return " with an explicit deny in a resource control policy" + arn;
    }
}
