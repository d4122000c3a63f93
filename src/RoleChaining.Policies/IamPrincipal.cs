using RoleChaining.Matching;

namespace RoleChaining;

/// <summary>Who makes a request. Immutable.</summary>
public sealed class IamPrincipal
{
    /// <summary>What kind of principal it is.</summary>
    public required IamPrincipalType Type { get; init; }

    /// <summary>
    /// As <c>GetCallerIdentity</c> returns it: for a role, the session's ARN. The provider's ARN of a web identity; the name of a service.
    /// </summary>
    public required string Arn { get; init; }

    /// <summary>
    /// As in <c>aws:PrincipalArn</c>: for a role, the role's own ARN with its path. By default the same as <see cref="Arn"/>.
    /// </summary>
    public string PrincipalArn { get => field ?? Arn; init; }

    /// <summary>The account of the principal, of 12 digits; empty for a service.</summary>
    public required string AccountId { get; init; }

    /// <summary>Such as <c>aws</c> or <c>aws-cn</c>.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>Reads a principal from the ARN of a user, a role's session, a federated user or the root user.</summary>
    /// <param name="arn">As <c>GetCallerIdentity</c> returns it.</param>
    /// <param name="roleArn">The role of a session, where it has a path: a session's ARN leaves the path out.</param>
    /// <exception cref="FormatException">The ARN is none of these.</exception>
    public static IamPrincipal Parse(string arn, string? roleArn = null)
    {
        ArgumentNullException.ThrowIfNull(arn);
        if (!PolicyArn.TryParse(arn, out PolicyArn? parts) || !PolicyArn.IsAccountId(parts.AccountId))
        {
            throw Wrong(arn);
        }

        (IamPrincipalType type, string? principal) = (parts.Service, parts.Resource.Split('/')) switch
        {
            ("sts", ["assumed-role", var role, _]) =>
                (IamPrincipalType.AssumedRole, roleArn ?? $"arn:{parts.Partition}:iam::{parts.AccountId}:role/{role}"),
            ("sts", ["federated-user", _]) => (IamPrincipalType.FederatedUser, null),
            ("iam", ["root"]) => (IamPrincipalType.Account, null),
            ("iam", ["user", .., { Length: > 0 }]) => (IamPrincipalType.User, null),
            _ => throw Wrong(arn),
        };
        return new IamPrincipal
        {
            Type = type,
            Arn = arn,
            PrincipalArn = principal ?? arn,
            AccountId = parts.AccountId,
            Partition = parts.Partition,
        };
    }

    /// <summary>The ARN.</summary>
    public override string ToString() => Arn;

    private static FormatException Wrong(string arn) => new(
        $"\"{arn}\" is not the ARN of a user, a role's session, a federated user or a root user, "
        + "such as arn:aws:iam::111111111111:user/alice or arn:aws:sts::222222222222:assumed-role/Hub/session.");
}
