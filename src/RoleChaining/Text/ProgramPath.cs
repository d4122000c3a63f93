using System.Runtime.Versioning;

namespace RoleChaining.Text;

/// <summary>
/// The file of a program, as a shell finds it. .NET looks into the current directory before it looks along PATH, and what lies there is
/// whoever's.
/// </summary>
internal static class ProgramPath
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="name">A name, or a path.</param>
    /// <returns>The file; null where there is none that can be run. On Windows, which has rules of its own, the name.</returns>
    public static string? Find(string name) => OperatingSystem.IsWindows() ? name : Array.Find(FindCandidates(name), IsProgram);

    /// <summary>The files that the name may mean.</summary>
    public static string[] FindCandidates(string name) => name.Contains('/', StringComparison.Ordinal)
        ? [name]
        : [.. Folders.Select(folder => Path.Combine(folder.Length == 0 ? "." : folder, name))];

    private static string[] Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');

    [UnsupportedOSPlatform("windows")]
    private static bool IsProgram(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
