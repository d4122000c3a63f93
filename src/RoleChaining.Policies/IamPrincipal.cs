using RoleChaining.Matching;

namespace RoleChaining;

/// <summary>Who makes a request. Immutable.</summary>
public sealed class IamPrincipal
{
    /// <summary>What kind of principal it is.</summary>
    public required IamPrincipalType Type { get; init; }

    /// <summary>
    /// As <c>GetCallerIdentity</c> returns it: for a role, the session's ARN, or the role's own where the name of the session is not known.
    /// The provider's ARN of a web identity; the name of a service.
    /// </summary>
    public required string Arn
    {
        get;
        init
        {
            field = value;
            HasUnknownSession = value.Contains(":role/", StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// As in <c>aws:PrincipalArn</c>: for a role, the role's own ARN with its path. By default the same as <see cref="Arn"/>.
    /// </summary>
    public string PrincipalArn { get => field ?? Arn; init; }

    /// <summary>The account of the principal, of 12 digits; empty for a service.</summary>
    public required string AccountId { get; init; }

    /// <summary>Such as <c>aws</c> or <c>aws-cn</c>.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>
    /// Whether the path of a session's role is not known, because a session's ARN leaves it out. A policy that names a role of that name
    /// with a path may mean it, and <see cref="PrincipalArn"/> is without a path. Default: false.
    /// </summary>
    public bool HasUnknownPath { get; init; }

    /// <summary>Whether the name of the session is not known. A policy that names a session of the role may mean it.</summary>
    internal bool HasUnknownSession { get; private init; }

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
    internal bool MayAssumeRoles => Type is IamPrincipalType.User or IamPrincipalType.AssumedRole;

    /// <summary>What is not known of the principal, as a noun.</summary>
    internal string? Missing =>
        Type == IamPrincipalType.FederatedUser ? $"the user who asked for the session {Arn}"
        : HasUnknownSession ? $"the session name of {Arn}"
        : HasUnknownPath ? $"the path of the role of {Arn}"
        : null;

    /// <summary>Reads a principal from the ARN of a user, a role, a role's session, a federated user or the root user.</summary>
    /// <param name="arn">As <c>GetCallerIdentity</c> returns it. A role's ARN stands for a session of it whose name is not known.</param>
    /// <param name="roleArn">
    /// The role of a session, with its path: a session's ARN leaves the path out. Without it, the path is not known.
    /// </param>
    /// <exception cref="FormatException">The ARN is none of these.</exception>
    public static IamPrincipal Parse(string arn, string? roleArn = null)
    {
        ArgumentNullException.ThrowIfNull(arn);
        return Find(arn, roleArn) ?? throw new FormatException(
            $"\"{arn}\" is not the ARN of a user, a role, a role's session, a federated user or a root user, "
            + "such as arn:aws:iam::111111111111:user/alice or arn:aws:sts::222222222222:assumed-role/Hub/session.");
    }

    /// <summary>The ARN.</summary>
    public override string ToString() => Arn;

    /// <summary>Reads a principal as <see cref="Parse"/> does; null where the ARN is none of these.</summary>
    internal static IamPrincipal? Find(string arn, string? roleArn = null)
    {
        if (!PolicyArn.TryParse(arn, out PolicyArn? parts) || !PolicyArn.IsAccountId(parts.AccountId))
        {
            return null;
        }

        (IamPrincipalType? type, string? principal) = (parts.Service, parts.Resource.Split('/')) switch
        {
            ("sts", ["assumed-role", var role, _]) =>
                ((IamPrincipalType?)IamPrincipalType.AssumedRole, roleArn ?? $"arn:{parts.Partition}:iam::{parts.AccountId}:role/{role}"),
            ("sts", ["federated-user", _]) => (IamPrincipalType.FederatedUser, null),
            ("iam", ["root"]) => (IamPrincipalType.Account, null),
            ("iam", ["user", .., { Length: > 0 }]) => (IamPrincipalType.User, null),
            ("iam", ["role", .., { Length: > 0 }]) => (IamPrincipalType.AssumedRole, null),
            _ => (null, null),
        };
        return type is null ? null : new IamPrincipal
        {
            Type = type.Value,
            Arn = arn,
            PrincipalArn = principal ?? arn,
            AccountId = parts.AccountId,
            Partition = parts.Partition,
            HasUnknownPath = principal is not null && roleArn is null,
        };
    }
}
