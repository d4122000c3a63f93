namespace RoleChaining.Health;

/// <summary>Stands in the services for a check that has been added.</summary>
internal sealed record AddedCheck(string Name);
