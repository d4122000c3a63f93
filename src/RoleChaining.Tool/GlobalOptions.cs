using System.CommandLine;

namespace RoleChaining.Tool;

/// <summary>Options that every command has.</summary>
internal static class GlobalOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Report, and tell errors, as JSON.", Recursive = true };
}
