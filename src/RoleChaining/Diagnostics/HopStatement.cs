namespace RoleChaining.Diagnostics;

/// <summary>A statement that a hop needs.</summary>
/// <param name="Principal">Whom a trust policy names; <see langword="null"/> in the caller's policy.</param>
/// <param name="Actions">What it allows.</param>
/// <param name="Resource">The role, in the caller's policy; <see langword="null"/> in a trust policy.</param>
/// <param name="NeedsExternalId">Whether the statement is limited to calls with the hop's external id.</param>
internal sealed record HopStatement(string? Principal, IReadOnlyList<string> Actions, string? Resource, bool NeedsExternalId = false);
