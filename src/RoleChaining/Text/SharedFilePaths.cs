using System.Text.RegularExpressions;

namespace RoleChaining.Text;

/// <summary>
/// Where the shared AWS files are. See <see href="https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html">their location</see>.
/// </summary>
internal static partial class SharedFilePaths
{
    public static string Config => Find("AWS_CONFIG_FILE", "config");

    public static string Credentials => Find("AWS_SHARED_CREDENTIALS_FILE", "credentials");

    /// <summary>
    /// As the AWS CLI has it: variables in the path are replaced, then ~ is, and a variable that is set to nothing names no file.
    /// </summary>
    private static string Find(string variable, string name)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? given = Environment.GetEnvironmentVariable(variable);
        if (given is null)
        {
            return Path.Combine(home, ".aws", name);
        }

        string path = Variable().Replace(
            OperatingSystem.IsWindows() ? Environment.ExpandEnvironmentVariables(given) : given,
            match => Environment.GetEnvironmentVariable(match.Groups["name"].Value) ?? match.Value);
        return path == "~" ? home
            : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, path[2..])
            : path;
    }

    [GeneratedRegex(@"\$(?:(?<name>\w+)|\{(?<name>[^}]*)\})")]
    private static partial Regex Variable();
}
