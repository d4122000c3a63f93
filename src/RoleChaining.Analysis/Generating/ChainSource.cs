namespace RoleChaining.Generating;

/// <summary>Who begins a chain: a user, a role's session, or nobody who is known.</summary>
internal sealed record ChainSource(string PrincipalArn, string? AccountId, string Partition, IamPrincipal? Principal)
{
    /// <summary>Stands in policies for a source that was not given.</summary>
    public const string Placeholder = "SOURCE_PRINCIPAL_ARN";

    public static readonly ChainSource Unknown = new(Placeholder, null, "aws", null);

    public bool IsUser => Principal?.Type == IamPrincipalType.User;

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
}
