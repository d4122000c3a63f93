namespace RoleChaining.Reading;

/// <summary>What a snapshot's policies say, one side at a time.</summary>
internal static class Ask
{
    public const string Alice = "arn:aws:iam::111111111111:user/alice";
    public const string Mallory = "arn:aws:iam::111111111111:user/mallory";

    private const string Everything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    public static IamRole Role(this IamSnapshot snapshot, string arn)
    {
        IamRole? role = snapshot.FindRole(arn);
        Assert.True(role is not null, $"{arn} is not among {string.Join(", ", snapshot.Roles)}");
        return role;
    }

    /// <summary>Whether a role's trust policy lets a caller in whose own policies allow everything.</summary>
    public static IamDecision Lets(
        this IamSnapshot snapshot, string role, string caller, string? externalId = null, string action = "sts:AssumeRole")
    {
        IamContextValues context = new() { ["sts:ExternalId"] = IamContextValue.Of(externalId) };
        IamPrincipal principal = RoleArn.TryParse(caller, out RoleArn? arn)
            ? IamPrincipal.Parse(arn.ToAssumedRoleArn("session"), caller)
            : IamPrincipal.Parse(caller);
        return IamEvaluator.Evaluate(new IamRequest
        {
            Principal = principal,
            Action = action,
            Resource = role,
            Context = context,
            Identity = new IamPolicyLayer("everything", [IamPolicy.Parse(Everything, IamPolicyKind.Identity)]),
            ResourcePolicy = snapshot.Role(role).Trust,
            NeedsResourcePolicy = true,
        });
    }

    /// <summary>Whether the policies of a user or role, and its boundary, allow a call.</summary>
    public static IamDecision May(this IamIdentity? identity, string action, string resource = "*", string? userName = null)
    {
        Assert.NotNull(identity);
        IamPrincipal principal = RoleArn.TryParse(identity.Arn, out RoleArn? role)
            ? IamPrincipal.Parse(role.ToAssumedRoleArn("session"), identity.Arn)
            : IamPrincipal.Parse(identity.Arn);
        return IamEvaluator.Evaluate(new IamRequest
        {
            Principal = principal,
            Action = action,
            Resource = resource,
            ResourceAccountId = identity.AccountId,
            Context = new IamContextValues { ["aws:username"] = IamContextValue.Of(userName) },
            Identity = identity.Policies,
            Boundary = identity.Boundary,
        });
    }

    public static RoleChain Chain(params string[] roles)
    {
        RoleChainOptions options = new() { Region = roles[0].StartsWith("arn:aws:", StringComparison.Ordinal) ? "eu-west-1" : null };
        foreach (string role in roles)
        {
            options.Hops.Add(new RoleHopOptions { RoleArn = role });
        }

        return new RoleChainBuilder(options).BuildChain();
    }

    public static void AssertNote(this IamSnapshot snapshot, params string[] parts) =>
        Assert.Contains(snapshot.Notes, note => Array.TrueForAll(parts, part => note.Contains(part, StringComparison.Ordinal)));
}
