using RoleChaining.Diagnostics;

namespace RoleChaining.Checking;

/// <summary>The statements that are missing on the sides that block: the same that the advice in an error names.</summary>
internal static class MissingStatements
{
    /// <summary>None where a statement denies, where a limit above the caller blocks, or where all is allowed.</summary>
    public static IEnumerable<MissingStatement> Find(RoleHop hop, HopCaller caller, string action, IamDecision decision)
    {
        if (decision.Outcome != IamOutcome.Denied || decision.Decisive is { IsExplicitDeny: true })
        {
            yield break;
        }

        // Where a condition alone is not met, the call lacks something. A statement without the condition would open the role wider.
        foreach (IamLayerDecision layer in decision.Layers.Where(
            layer => layer is { Binds: true, Outcome: IamOutcome.Denied, NotMet.Count: 0 }))
        {
            if (layer.Kind == IamPolicyKind.Trust)
            {
                HopStatement statement = HopStatements.ForTrust(hop, caller.Principal.PrincipalArn, [action])[0];
                yield return new MissingStatement(layer.Kind, layer.Name, StatementText.Write(statement));
            }
            else if (layer.Kind is IamPolicyKind.Identity or IamPolicyKind.PermissionsBoundary or IamPolicyKind.Session)
            {
                yield return new MissingStatement(layer.Kind, layer.Name, StatementText.Write(HopStatements.ForCaller(hop, [action])));
            }
        }
    }
}
