namespace RoleChaining.Diagnostics;

/// <summary>
/// The statements that both sides of a hop need, for the advice in an error and for generated policies. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html">cross-account
/// access</see>.
/// </summary>
internal static class HopStatements
{
    public const string SetSourceIdentity = "sts:SetSourceIdentity";

    private const string AssumeRole = "sts:AssumeRole";

    /// <summary>For the caller's identity policy.</summary>
    public static HopStatement ForCaller(RoleHop hop, IReadOnlyList<string> actions) => new(null, actions, hop.RoleArn.ToString());

    /// <summary>
    /// For the role's trust policy. The external id is a condition of <c>sts:AssumeRole</c> alone: AWS does not list its key for the other
    /// actions, which then have a statement of their own.
    /// </summary>
    public static IReadOnlyList<HopStatement> ForTrust(RoleHop hop, string principal, IReadOnlyList<string> actions)
    {
        string[] others = [.. actions.Where(action => action != AssumeRole)];
        if (hop.ExternalId is null || !actions.Contains(AssumeRole))
        {
            return [new HopStatement(principal, actions, null)];
        }

        HopStatement assume = new(principal, [AssumeRole], null, NeedsExternalId: true);
        return others.Length == 0 ? [assume] : [assume, new HopStatement(principal, others, null)];
    }
}
