using System.Text.RegularExpressions;

namespace RoleChaining.Text;

/// <summary>
/// Where the shared AWS files are. See <see href="https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html">their location</see>.
/// </summary>
internal static partial class SharedFilePaths
{
    public const string ConfigVariable = "AWS_CONFIG_FILE";
    public const string CredentialsVariable = "AWS_SHARED_CREDENTIALS_FILE";

    private static readonly Dictionary<string, string?> Hidden = [];

    public static string Config => Find(ConfigVariable, "config");

    public static string Credentials => Find(CredentialsVariable, "credentials");

    /// <summary>
    /// Hides the files from the AWS SDK of this process, which does not understand every line that the AWS CLI does, and then fails in each
    /// of its clients. For a program of our own, before anything else: it changes the environment.
    /// </summary>
    /// <param name="config">What the variable of the config file would be; null where it is not set.</param>
    /// <param name="credentials">What the variable of the credentials file would be; null where it is not set.</param>
    public static void HideFromSdk(string? config, string? credentials)
    {
        Hidden[ConfigVariable] = config;
        Hidden[CredentialsVariable] = credentials;
        foreach (string variable in Hidden.Keys)
        {
            Environment.SetEnvironmentVariable(variable, EmptyFile);
        }
    }

    /// <summary>A file that is there, since the AWS SDK takes the default file in place of one that is missing.</summary>
    private static string EmptyFile
    {
        get
        {
            if (!OperatingSystem.IsWindows())
            {
                return "/dev/null";
            }

            string path = Path.Combine(Path.GetTempPath(), "role-chain-empty");
            File.WriteAllText(path, "");
            return path;
        }
    }

    /// <summary>The path with the user's home in place of ~, which no shell replaces in a quoted word or behind an option's =.</summary>
    public static string ExpandHome(string path)
    {
        string home = HomeFolder.Find();
        return path == "~" ? home
            : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, path[2..])
            : path;
    }

    /// <summary>Gives the environment of a program that is started the variables that were hidden.</summary>
    public static void Restore(IDictionary<string, string?> environment)
    {
        foreach ((string variable, string? value) in Hidden)
        {
            if (value is null)
            {
                environment.Remove(variable);
            }
            else
            {
                environment[variable] = value;
            }
        }
    }

    /// <summary>
    /// As the AWS CLI has it: variables in the path are replaced, then ~ is, and a variable that is set to nothing names no file.
    /// </summary>
    private static string Find(string variable, string name)
    {
        string? given = Hidden.TryGetValue(variable, out string? hidden) ? hidden : Environment.GetEnvironmentVariable(variable);
        if (given is null)
        {
            return ExpandHome($"~/.aws/{name}");
        }

        string path = Variable().Replace(
            OperatingSystem.IsWindows() ? Environment.ExpandEnvironmentVariables(given) : given,
            match => Environment.GetEnvironmentVariable(match.Groups["name"].Value) ?? match.Value);
        return ExpandHome(path);
    }

    [GeneratedRegex(@"\$(?:(?<name>\w+)|\{(?<name>[^}]*)\})")]
    private static partial Regex Variable();
}
