namespace RoleChaining.Page;

/// <summary>A role in few words.</summary>
internal static class RoleName
{
    /// <summary>The role's name and account; "source" for the source.</summary>
    public static string Find(string? roleArn) => roleArn is { } arn && RoleArn.Parse(arn) is { } role
        ? $"{role.Name} in {role.AccountId}"
        : "source";
}
