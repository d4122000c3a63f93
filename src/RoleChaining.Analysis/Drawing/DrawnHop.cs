namespace RoleChaining.Drawing;

/// <summary>An arrow, with what stands beside it.</summary>
internal sealed record DrawnHop(string From, string To, IReadOnlyList<string> Lines);
