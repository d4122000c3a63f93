namespace RoleChaining.Health;

/// <summary>Marks in the service collection that a check has been added.</summary>
internal sealed record AddedCheck(string Name);
