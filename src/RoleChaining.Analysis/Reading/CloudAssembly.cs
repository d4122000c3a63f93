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
    /// <exception cref="FormatException">The manifest says that a stack is for another account than the one that was given.</exception>
    public static IEnumerable<Template> Read(string manifest, string? account)
    {
        string folder = Path.GetDirectoryName(manifest)!;
        foreach ((string id, JsonObject artifact) in FindArtifacts(manifest))
        {
            JsonObject? properties = artifact["properties"] as JsonObject;
            string? type = artifact["type"]?.ToString();
            if (type == "cdk:cloud-assembly" && properties?["directoryName"]?.ToString() is { } nested)
            {
                foreach (Template template in Read(Path.Combine(folder, nested, Manifest), account))
                {
                    yield return template;
                }
            }
            else if (type == "aws:cloudformation:stack" && properties?["templateFile"]?.ToString() is { } file)
            {
                string? own = FindAccount(artifact["environment"]?.ToString());
                yield return own is null || account is null || own == account
                    ? new Template(Path.Combine(folder, file), own ?? account)
                    : throw new FormatException($"{manifest} says that {id} is for {own}, and {account}= was given.");
            }
        }
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
