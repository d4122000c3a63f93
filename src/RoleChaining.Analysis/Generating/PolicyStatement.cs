namespace RoleChaining.Generating;

/// <summary>A statement that allows, with either a principal or a resource.</summary>
internal sealed record PolicyStatement(
    string Sid,
    string? Principal,
    IReadOnlyList<string> Actions,
    string? Resource,
    IReadOnlyList<PolicyCondition> Conditions);
