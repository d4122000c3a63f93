namespace RoleChaining.Trails;

/// <summary>A service, its operation, and the error that it ended with.</summary>
internal sealed record CallKind(string Service, string Action, string? ErrorCode);
