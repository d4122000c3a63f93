namespace RoleChaining.Page;

/// <summary>The page's style and script, which lie beside this file and travel in the assembly.</summary>
internal static class PageFiles
{
    public static string Style { get; } = Read("page.css");

    public static string Script { get; } = Read("page.js");

    private static string Read(string name)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
