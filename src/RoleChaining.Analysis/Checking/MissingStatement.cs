using RoleChaining.Diagnostics;

namespace RoleChaining.Checking;

/// <summary>The statement that is missing on the side that blocks: the same that the advice in an error names.</summary>
internal static class MissingStatement
{
    /// <summary>Null where a statement denies, where a limit above the caller blocks, or where all is allowed.</summary>
    public static string? Find(RoleHop hop, HopCaller caller, string action, IamDecision decision)
    {
        if (decision.Outcome != IamOutcome.Denied || decision.Decisive is not { IsExplicitDeny: false } blocking)
        {
            return null;
        }

        return blocking.Kind switch
        {
            IamPolicyKind.Trust => StatementText.Write(HopStatements.ForTrust(hop, caller.Principal.PrincipalArn, [action])[0]),
            IamPolicyKind.Identity or IamPolicyKind.PermissionsBoundary or IamPolicyKind.Session =>
                StatementText.Write(HopStatements.ForCaller(hop, [action])),
            _ => null,
        };
    }
}
