namespace RoleChaining.Reading;

/// <summary>The files that the tests read, and a folder for those that a test writes.</summary>
internal sealed class TestFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("role-chaining-");

    public string Folder => _folder.FullName;

    public static string Find(string name) => Path.Combine(AppContext.BaseDirectory, "Reading", "Files", name);

    public static string Read(string name) => File.ReadAllText(Find(name));

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
