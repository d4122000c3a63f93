using RoleChaining.Text;

namespace RoleChaining.Tool.Exec;

/// <summary>The file of a command's program, found as a shell does it before anything is asked of STS.</summary>
internal static class ProgramFile
{
    /// <param name="name">The command's first word.</param>
    /// <exception cref="CannotRunException">There is none that can be run.</exception>
    public static string Find(string name)
    {
        if (name.Length == 0)
        {
            throw new CannotRunException("the command is empty; write what to run after --.", ExitCode.NotFound);
        }

        if (OperatingSystem.IsWindows())
        {
            return !Directory.Exists(name)
                ? name
                : throw new CannotRunException($"{name} cannot be run: it is a folder.", ExitCode.CannotExecute);
        }

        return ProgramPath.Find(name) ?? throw Explain(name, ProgramPath.FindCandidates(name));
    }

    private static CannotRunException Explain(string name, string[] candidates) =>
        name.Contains('/', StringComparison.Ordinal) && Directory.Exists(name)
            ? new($"{name} cannot be run: it is a folder.", ExitCode.CannotExecute)
        : candidates.FirstOrDefault(File.Exists) is { } file
            ? new($"{file} cannot be run: it is not executable.", ExitCode.CannotExecute)
        : new($"{name} was not found.", ExitCode.NotFound);
}
