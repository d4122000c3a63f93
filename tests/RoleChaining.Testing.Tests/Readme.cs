namespace RoleChaining.Testing;

/// <summary>The package's README, whose snippets are tests.</summary>
internal static class Readme
{
    /// <summary>The folder of the solution.</summary>
    public static string Root
    {
        get
        {
            string root = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(root, "RoleChaining.sln")))
            {
                root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The solution is not above the tests.");
            }

            return root;
        }
    }

    public static string Text => File.ReadAllText(Path.Combine(Root, "src", "RoleChaining.Testing", "README.md"));

    /// <summary>The only snippet in a language.</summary>
    public static string Block(string language) =>
        Assert.Single(Text.Split("```").Where((_, index) => index % 2 == 1), block => block.StartsWith(language + "\n", StringComparison.Ordinal))[language.Length..];
}
