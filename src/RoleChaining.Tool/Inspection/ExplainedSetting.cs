namespace RoleChaining.Tool.Inspection;

/// <summary>A setting.</summary>
/// <param name="Name">Its name in the shared AWS files.</param>
/// <param name="Value">What it is; null where that is not shown.</param>
/// <param name="Origin">Where it came from.</param>
internal sealed record ExplainedSetting(string Name, string? Value, string Origin);
