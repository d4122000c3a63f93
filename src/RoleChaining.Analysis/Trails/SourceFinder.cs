namespace RoleChaining.Trails;

/// <summary>What a first link is: the caller of a session that no other session called for.</summary>
internal static class SourceFinder
{
    private const string IdentityCenterPath = "/aws-reserved/sso.amazonaws.com/";

    /// <summary>The source of a session by its own record; <see langword="null"/> where its caller is a session.</summary>
    public static TrailSource? Find(IssuedSession session)
    {
        TrailCaller caller = session.Caller;
        TrailSourceKind kind = caller.Type switch
        {
            "AWSService" => Service(caller.InvokedBy),
            "WebIdentityUser" => TrailSourceKind.WebIdentity,
            "SAMLUser" => IsIdentityCenter(session.RoleArn) ? TrailSourceKind.IdentityCenter : TrailSourceKind.Saml,
            "IdentityCenterUser" => TrailSourceKind.IdentityCenter,
            _ when session.Action == "AssumeRoleForPodIdentity" => TrailSourceKind.Pod,
            _ => TrailSourceKind.Unknown,
        };
        string? name = kind switch
        {
            TrailSourceKind.Unknown => null,
            TrailSourceKind.Pod => session.Pod ?? session.SessionName,
            TrailSourceKind.Instance or TrailSourceKind.Container or TrailSourceKind.Function => session.SessionName,
            TrailSourceKind.Service => caller.InvokedBy,
            TrailSourceKind.IdentityCenter => session.SessionName ?? caller.UserName,
            _ => caller.UserName ?? session.Subject ?? caller.PrincipalId,
        };
        return kind == TrailSourceKind.Unknown ? null : Create(kind, name, session.AccountId, session);
    }

    /// <summary>The source of a call by a user's key or at the console; <see langword="null"/> for a session.</summary>
    public static TrailSource? Find(TrailCaller caller, IssuedSession? session) =>
        !caller.IsUser
            ? null
            : new TrailSource
            {
                Kind = caller.Type == "Root" ? TrailSourceKind.Root : caller.IsConsole ? TrailSourceKind.Console : TrailSourceKind.User,
                Name = caller.Arn ?? caller.UserName ?? caller.PrincipalId ?? "?",
                AccountId = caller.AccountId ?? TrailArn.Account(caller.Arn),
                AccessKeyId = caller.AccessKeyId,
                SourceIpAddress = session?.SourceIpAddress,
                UserAgent = session?.UserAgent,
            };

    /// <summary>What is known of the source of a session whose issue is in no record; <see langword="null"/> where nothing is.</summary>
    public static TrailSource? FindByUse(TrailCaller caller)
    {
        string name = TrailArn.Name(caller.Arn) ?? "?";
        return caller.IsInstance
            ? new TrailSource { Kind = TrailSourceKind.Instance, Name = name, AccountId = caller.AccountId }
            : IsIdentityCenter(caller.IssuerArn) || caller.Arn?.Contains(":assumed-role/AWSReservedSSO_", StringComparison.Ordinal) == true
                ? new TrailSource { Kind = TrailSourceKind.IdentityCenter, Name = name, AccountId = caller.AccountId }
                : null;
    }

    // The principals of some services end with .cn in China: ec2.amazonaws.com.cn.
    private static TrailSourceKind Service(string? service) => service?.Replace(".com.cn", ".com", StringComparison.Ordinal) switch
    {
        "ec2.amazonaws.com" => TrailSourceKind.Instance,
        "ecs-tasks.amazonaws.com" => TrailSourceKind.Container,
        "lambda.amazonaws.com" => TrailSourceKind.Function,
        "pods.eks.amazonaws.com" => TrailSourceKind.Pod,
        _ => TrailSourceKind.Service,
    };

    private static bool IsIdentityCenter(string? roleArn) => roleArn?.Contains(IdentityCenterPath, StringComparison.Ordinal) == true;

    private static TrailSource Create(TrailSourceKind kind, string? name, string? accountId, IssuedSession session) => new()
    {
        Kind = kind,
        Name = name ?? "?",
        AccountId = accountId,
        Provider = kind is TrailSourceKind.WebIdentity or TrailSourceKind.Saml ? session.Provider ?? session.Caller.Provider : null,
        SourceIpAddress = session.SourceIpAddress,
        UserAgent = session.UserAgent,
    };
}
