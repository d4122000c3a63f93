using System.Globalization;
using RoleChaining.Text;

namespace RoleChaining.Tool;

/// <summary>A folder that an option names, to write into.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder, and for a moment a file in it, so that a folder that cannot be written to is told before the work.</summary>
    /// <param name="option">The option.</param>
    /// <param name="folder">What was given for it.</param>
    /// <returns>The folder's path.</returns>
    /// <exception cref="UsageException">It cannot be written to.</exception>
    public static string Open(string option, string folder)
    {
        string path = SharedFilePaths.ExpandHome(folder);
        try
        {
            Directory.CreateDirectory(path);
            string probe = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $".role-chain-{Environment.ProcessId}"));
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: {folder} is no folder that can be written to: {e.Message}");
        }
    }
}
