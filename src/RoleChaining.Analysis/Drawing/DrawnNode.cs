namespace RoleChaining.Drawing;

/// <summary>The source, or a role.</summary>
internal sealed record DrawnNode(string Id, string? AccountId, string Label);
