namespace RoleChaining.Text;

/// <summary>The user's home, whose files are trusted.</summary>
internal static class HomeFolder
{
    /// <summary>
    /// A full path, whether there is such a folder or not: a relative one would name files of the current directory, which are whoever's.
    /// </summary>
    public static string Find()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(home) ? home : Path.GetPathRoot(AppContext.BaseDirectory)!;
    }
}
