namespace RoleChaining.Trails;

/// <summary>Parts of ARNs as records have them, which may be anything.</summary>
internal static class TrailArn
{
    public static string? Account(string? arn) =>
        arn?.Split(':', 6) is ["arn", _, _, _, { Length: 12 } account, _] && account.All(char.IsAsciiDigit) ? account : null;

    /// <summary>The name at the end of a session's or an identity's ARN.</summary>
    public static string? Name(string? arn) => arn is null ? null : arn[(arn.LastIndexOf('/') + 1)..];

    /// <summary>A role's name: the only part of its ARN that the ARN of a session has.</summary>
    public static string? RoleName(string? sessionArn) =>
        sessionArn?.Split(':', 6) is [_, _, _, _, _, var resource] && resource.Split('/') is ["assumed-role", var name, _] ? name : null;

    /// <summary>The ARN of the role of a session, where the role has no path.</summary>
    public static string? Role(string? sessionArn) =>
        RoleName(sessionArn) is { } name && sessionArn!.Split(':', 6) is [_, var partition, _, _, var account, _]
            ? $"arn:{partition}:iam::{account}:role/{name}"
            : null;

    /// <summary>Whether a session may be of a role, whatever the role's path: within an account, no two roles have one name.</summary>
    public static bool IsOfRole(string? sessionArn, string? roleArn) =>
        Role(sessionArn) is { } role && RoleArn.TryParse(roleArn, out RoleArn? other)
            && role == $"arn:{other.Partition}:iam::{other.AccountId}:role/{other.Name}";
}
