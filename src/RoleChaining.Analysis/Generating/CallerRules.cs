namespace RoleChaining.Generating;

/// <summary>Who may assume no role, whatever the policies say.</summary>
internal static class CallerRules
{
    /// <returns>A sentence; <see langword="null"/> where the caller may assume the role if the policies let it.</returns>
    public static string? Find(IamPrincipal caller, RoleArn role) =>
        caller.Type == IamPrincipalType.Account ? "A root user may not assume a role."
        : caller.Type == IamPrincipalType.FederatedUser ? "Credentials of GetFederationToken may not assume a role."
        : caller.Partition != role.Partition
            ? $"A caller of the partition {caller.Partition} may not assume a role of the partition {role.Partition}."
        : null;
}
