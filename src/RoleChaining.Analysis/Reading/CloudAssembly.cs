using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>
/// What <c>cdk synth</c> writes: a folder whose <c>manifest.json</c> names its templates and their accounts. See the
/// <see href="https://docs.aws.amazon.com/cdk/v2/guide/deploy.html">CDK's cloud assembly</see>.
/// </summary>
internal static class CloudAssembly
{
    private const string Manifest = "manifest.json";

    /// <summary>The manifest of an assembly, given itself or by its folder; null where the path is neither.</summary>
    public static string? Find(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, Manifest) : path;
        return Path.GetFileName(file) == Manifest && File.Exists(file) && Parse(file)?["artifacts"] is JsonObject ? file : null;
    }

    /// <summary>The templates of the assembly, and of those that are in it.</summary>
    /// <param name="manifest">The manifest's path.</param>
    /// <param name="account">The account that was given; null where none was.</param>
    /// <param name="notes">Gets what is passed over, since it is not below the assembly.</param>
    /// <exception cref="FormatException">The manifest says that a stack is for another account than the one that was given.</exception>
    public static IEnumerable<Template> Read(string manifest, string? account, IList<string> notes) =>
        Read(manifest, account, notes, new HashSet<string>(StringComparer.Ordinal));

    private static IEnumerable<Template> Read(string manifest, string? account, IList<string> notes, HashSet<string> read)
    {
        string folder = Path.GetDirectoryName(manifest)!;
        string root = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
        foreach ((string id, JsonObject artifact) in FindArtifacts(manifest))
        {
            JsonObject? properties = artifact["properties"] as JsonObject;
            string? type = artifact["type"]?.ToString();
            string? nested = type == "cdk:cloud-assembly" ? properties?["directoryName"]?.ToString() : null;
            string? file = type == "aws:cloudformation:stack" ? properties?["templateFile"]?.ToString() : null;
            if ((nested ?? file) is { } given && !IsBelow(root, Path.GetFullPath(given, root), isFolder: nested is not null))
            {
                notes.Add($"{manifest}: {given} of {id} is not below its folder, so it is not read.");
            }
            else if (nested is not null)
            {
                string inner = Path.Combine(folder, nested, Manifest);
                foreach (Template template in read.Add(Path.GetFullPath(inner)) ? Read(inner, account, notes, read) : [])
                {
                    yield return template;
                }
            }
            else if (file is not null)
            {
                string? own = FindAccount(artifact["environment"]?.ToString());
                yield return own is null || account is null || own == account
                    ? new Template(Path.Combine(folder, file), own ?? account)
                    : throw new FormatException($"{manifest} says that {id} is for {own}, and {account}= was given.");
            }
        }
    }

    // An assembly that names itself, its parent or a link to either would be read without end. Build tools may link single templates.
    private static bool IsBelow(string root, string path, bool isFolder)
    {
        string full = Path.TrimEndingDirectorySeparator(path);
        bool isLink = isFolder && new DirectoryInfo(full).LinkTarget is not null;
        string? above = Path.GetDirectoryName(full);
        return !isLink && above is not null && (above == root || IsBelow(root, above, isFolder: true));
    }

    private static IEnumerable<(string Id, JsonObject Artifact)> FindArtifacts(string manifest) =>
        from artifact in Parse(manifest)?["artifacts"] as JsonObject ?? []
        where artifact.Value is JsonObject
        select (artifact.Key, (JsonObject)artifact.Value!);

    // As aws://111111111111/eu-west-1. An account that is not known before it is deployed reads unknown-account.
    private static string? FindAccount(string? environment) =>
        environment?.Split('/') is ["aws:", "", { Length: 12 } account, ..] && account.All(char.IsAsciiDigit) ? account : null;

    private static JsonObject? Parse(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject;
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} is not one valid JSON document: {e.Message}", e);
        }
    }

    /// <summary>A template, and the account of its stack where the manifest or the caller says it.</summary>
    internal sealed record Template(string Path, string? AccountId);
}
