namespace RoleChaining.Text;

/// <summary>
/// Where the shared AWS files are. See <see href="https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html">their location</see>.
/// </summary>
internal static class SharedFilePaths
{
    public static string Config => Find("AWS_CONFIG_FILE", "config");

    public static string Credentials => Find("AWS_SHARED_CREDENTIALS_FILE", "credentials");

    private static string Find(string variable, string name)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? given = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(given) ? Path.Combine(home, ".aws", name)
            : given.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, given[2..])
            : given;
    }
}
