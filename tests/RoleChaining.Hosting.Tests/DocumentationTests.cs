using System.Text.RegularExpressions;

namespace RoleChaining;

/// <summary>The documents as a reader meets them.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents =>
    [
        .. new[] { "src", "benchmarks", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("."), "*.md"))
            .Select(file => Path.GetRelativePath(Repository.PathOf("."), file).Replace('\\', '/')),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_link_to_a_file_leads_to_one_and_each_link_to_a_heading_too(string document)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(document))!;
        foreach (Match link in Link().Matches(Repository.Read(document)))
        {
            string path = link.Groups["path"].Value;
            string target = path.Length == 0 ? Repository.PathOf(document) : Path.GetFullPath(Path.Combine(folder, path));
            Assert.True(Path.Exists(target), $"{document} links to {path}, which is not there.");
            if (link.Groups["heading"].Value is { Length: > 0 } heading)
            {
                Assert.Contains(heading, Headings(File.ReadAllText(target)));
            }
        }
    }

    [Fact]
    public void Each_package_has_a_README_that_says_how_to_get_it()
    {
        string[] packages = [.. Directory.EnumerateDirectories(Repository.PathOf("src")).Select(folder => Path.GetFileName(folder)!)];
        Assert.Equal(8, packages.Length);
        Assert.All(packages, package => Assert.Contains(
            package == "RoleChaining.Tool" ? $"dotnet tool install --global {package}" : $"dotnet add package {package}\n",
            Repository.Read(package == "RoleChaining" ? "README.md" : $"src/{package}/README.md"),
            StringComparison.Ordinal));
    }

    [Fact]
    public void Each_package_that_ours_depend_on_has_a_line_that_says_what_for()
    {
        string[] lines = Repository.Read("SECURITY.md").Split('\n');
        foreach (string project in Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories))
        {
            foreach (Match package in PackageReference().Matches(File.ReadAllText(project)))
            {
                string user = Path.GetFileNameWithoutExtension(project);
                Assert.True(
                    lines.Any(line => line.Split('|') is [_, var names, var users, _, _] && Has(names, package.Groups[1].Value) && Has(users, user)),
                    $"SECURITY.md has no line for {package.Groups[1].Value} of {user}.");
            }
        }

        static bool Has(string cell, string name) => cell.Split(',', StringSplitOptions.TrimEntries).Contains(name);
    }

    /// <summary>As code hosts make them: lower case, blanks as hyphens, and no signs.</summary>
    private static IEnumerable<string> Headings(string text) =>
        Heading().Matches(text).Select(match => Sign().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex("PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex PackageReference();

    [GeneratedRegex(@"\]\((?!https?:|mailto:)(?<path>[^)#\s]*)(?:#(?<heading>[^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Sign();
}
