namespace RoleChaining.Testing;

/// <summary>Conformance data that stands beside the repository in <c>shared/cases</c>, and is not part of it.</summary>
internal static class OpenCases
{
    /// <summary>The path of a file or folder; null where it is not on the machine.</summary>
    public static string? Find(string name)
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string path = Path.Combine(directory.FullName, "shared", "cases", name);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
