namespace RoleChaining.Generating;

/// <summary>Who begins a chain: a user, a role's session, or nobody who is known.</summary>
internal sealed record ChainSource(string PrincipalArn, string? AccountId, string Partition, IamPrincipal? Principal)
{
    /// <summary>Stands in policies for a source that was not given.</summary>
    public const string Placeholder = "SOURCE_PRINCIPAL_ARN";

    private const string PermissionSetRole = ":role/AWSReservedSSO_";

    public static readonly ChainSource Unknown = new(Placeholder, null, "aws", null);

    public bool IsUser => Principal?.Type == IamPrincipalType.User;

    public bool IsRole => Principal?.Type == IamPrincipalType.AssumedRole;

    /// <summary>Whether AWS alone can change the role: the one of a permission set, or of a service.</summary>
    public bool IsAwsOwned => PrincipalArn.Contains(":role/aws-reserved/", StringComparison.Ordinal)
        || PrincipalArn.Contains(":role/aws-service-role/", StringComparison.Ordinal);

    /// <summary>The name without the path.</summary>
    public string Name => PrincipalArn[(PrincipalArn.LastIndexOf('/') + 1)..];

    /// <summary>Reads the ARN of a user, a role, a role's session, a federated user or a root user.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static ChainSource Parse(string? arn)
    {
        if (arn is null)
        {
            return Unknown;
        }

        IamPrincipal principal = IamPrincipal.Parse(arn);
        return new ChainSource(principal.PrincipalArn, principal.AccountId, principal.Partition, principal);
    }

    /// <summary>Reads who begins a chain whose policies are to be written.</summary>
    /// <exception cref="FormatException">It is nobody who can, or the ARN does not tell the role's path, which IAM needs.</exception>
    public static ChainSource Parse(string? arn, RoleChain chain)
    {
        ChainSource source = Parse(arn);
        if (source.Principal is not { } principal || chain.Hops is not [var first, ..])
        {
            return source;
        }

        if (CallerRules.Find(principal, first.RoleArn) is { } problem)
        {
            throw new FormatException($"\"{arn}\" cannot begin this chain. {problem}");
        }

        // Within an account, no two roles have one name.
        if (principal.HasUnknownPath && chain.Hops.Select(hop => hop.RoleArn).FirstOrDefault(
            role => $"arn:{role.Partition}:iam::{role.AccountId}:role/{role.Name}" == source.PrincipalArn) is { } known)
        {
            return source with { PrincipalArn = known.ToString() };
        }

        return source.PrincipalArn.Contains(PermissionSetRole, StringComparison.Ordinal)
            ? throw new FormatException(
                $"\"{arn}\" is without the path of its role, which is one of a permission set of IAM Identity Center, and IAM refuses a "
                + $"principal that is not there. Write the role's own ARN, which aws iam get-role --role-name {source.Name} shows. Or "
                + "let the trust policy name its account, with the condition ArnLike on aws:PrincipalArn: "
                + $"arn:{source.Partition}:iam::{source.AccountId}:role/aws-reserved/sso.amazonaws.com/*{source.Name}")
            : source;
    }
}
