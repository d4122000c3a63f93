namespace RoleChaining;

/// <summary>A statement that some policies lack.</summary>
/// <param name="Side">The kind of policy.</param>
/// <param name="Place">Which policies they are: "the trust policy of arn:aws:iam::222222222222:role/HubRole".</param>
/// <param name="Statement">The statement as JSON. A placeholder stands for an external id.</param>
public sealed record MissingStatement(IamPolicyKind Side, string Place, string Statement);
