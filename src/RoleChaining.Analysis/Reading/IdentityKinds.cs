namespace RoleChaining.Reading;

/// <summary>Roles, users and groups by the word that Terraform and CloudFormation have for them.</summary>
internal static class IdentityKinds
{
    /// <summary>Those that are known so far.</summary>
    public static IReadOnlyCollection<IamIdentityBuilder> Known(this IamSnapshotBuilder builder, string kind) => kind switch
    {
        "role" => builder.Roles,
        "user" => builder.Users,
        _ => builder.Groups,
    };

    /// <summary>The one of this ARN, which is added if it is new.</summary>
    public static IamIdentityBuilder Identity(this IamSnapshotBuilder builder, string kind, string arn) => kind switch
    {
        "role" => builder.Role(arn),
        "user" => builder.User(arn),
        _ => builder.Group(arn),
    };
}
