namespace RoleChaining;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string PathOf(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(PathOf(path));

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "RoleChaining.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
