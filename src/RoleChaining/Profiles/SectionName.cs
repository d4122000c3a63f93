using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>The names in section headers of the config file: <c>[profile name]</c>, <c>[sso-session "a name"]</c>.</summary>
internal static class SectionName
{
    /// <summary>The name behind the kind; null when the section is of another kind or the name is none.</summary>
    public static string? Read(string header, string kind) =>
        ShellWords.Split(header) is [var first, { Length: > 0 } name] && first == kind ? name : null;

    /// <summary>The header of a profile's section: the other way round.</summary>
    public static string HeaderOf(string profile) =>
        profile == "default" ? "[default]"
        : profile.AsSpan().ContainsAny(" \t\\") ? $"[profile \"{profile.Replace("\\", "\\\\", StringComparison.Ordinal)}\"]"
        : $"[profile {profile}]";
}
