namespace RoleChaining.Tool;

/// <summary>How a process ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error);
