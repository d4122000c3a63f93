namespace RoleChaining;

/// <summary>A call of alice, or of a session of the role Caller, in account 111111111111. A test adds the policies that it is about.</summary>
internal sealed class Call
{
    public const string Account = "111111111111";
    public const string OtherAccount = "222222222222";
    public const string Alice = "arn:aws:iam::111111111111:user/alice";
    public const string CallerRole = "arn:aws:iam::111111111111:role/Caller";
    public const string CallerSession = "arn:aws:sts::111111111111:assumed-role/Caller/session";
    public const string Target = "arn:aws:iam::111111111111:role/Target";
    public const string OtherTarget = "arn:aws:iam::222222222222:role/Target";
    public const string Bucket = "arn:aws:s3:::bucket/key";

    public string Caller { get; init; } = Alice;

    public string Action { get; init; } = "sts:AssumeRole";

    public string Resource { get; init; } = Target;

    public string? Trust { get; init; }

    public string? ResourcePolicy { get; init; }

    public string? Identity { get; init; }

    public string? Boundary { get; init; }

    public string? Session { get; init; }

    public IamContext Context { get; init; } = new IamContextValues();

    public IReadOnlyList<IamPolicyLayer> ServiceControl { get; init; } = [];

    public IReadOnlyList<IamPolicyLayer> ResourceControl { get; init; } = [];

    public bool IsTrust => Action.StartsWith("sts:", StringComparison.Ordinal);

    /// <summary>A statement for one action, such as <c>Allow("sts:AssumeRole", """ "Principal":"*" """)</c>.</summary>
    public static string Statement(string effect, string action, string more) =>
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"{{{effect}}}","Action":"{{{action}}}",{{{more}}}}}""";

    public static string Trusts(string principal, string effect = "Allow") =>
        Statement(effect, "sts:*", $$$"""
            "Principal":{"AWS":"{{{principal}}}"}
            """);

    public static string Holds(string effect = "Allow", string action = "*") => Statement(effect, action, "\"Resource\":\"*\"");

    public static string Grants(string principal, string element = "Principal", string effect = "Allow") =>
        Statement(effect, "s3:*", $$$"""
            "{{{element}}}":{"AWS":"{{{principal}}}"},"Resource":"*"
            """);

    public static IamPolicyLayer Layer(IamPolicyKind kind, params string[] policies) =>
        new($"the {kind} policies", [.. policies.Select(policy => IamPolicy.Parse(policy, kind))]);

    public IamDecision Decide() => IamEvaluator.Evaluate(new IamRequest
    {
        Principal = Caller.Contains(':', StringComparison.Ordinal)
            ? IamPrincipal.Parse(Caller)
            : new IamPrincipal { Type = IamPrincipalType.Service, Arn = Caller, AccountId = string.Empty },
        Action = Action,
        Resource = Resource,
        ResourceAccountId = Resource == Bucket ? Account : null,
        Context = Context,
        Identity = Identity is null ? new IamPolicyLayer("no policies", []) : Layer(IamPolicyKind.Identity, Identity),
        Boundary = Boundary is null ? null : Layer(IamPolicyKind.PermissionsBoundary, Boundary),
        Session = Session is null ? null : Layer(IamPolicyKind.Session, Session),
        ResourcePolicy = Trust is not null
            ? Layer(IamPolicyKind.Trust, Trust)
            : ResourcePolicy is not null ? Layer(IamPolicyKind.Resource, ResourcePolicy) : null,
        NeedsResourcePolicy = IsTrust,
        ServiceControl = ServiceControl,
        ResourceControl = ResourceControl,
    });
}
