using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace RoleChaining.Reading;

/// <summary>Reads files into one snapshot: first those that say what is there, then those that say what is planned.</summary>
internal sealed class SnapshotLoader(RoleChain? chain)
{
    private static readonly string[] Extensions = [".json", ".yaml", ".yml", ".template", ".tfstate"];

    private readonly IamSnapshotBuilder _builder = new();

    public IamSnapshot Load(IEnumerable<string> paths)
    {
        List<PlannedFile> planned = [];
        foreach ((string? account, string path) in paths.SelectMany(Expand))
        {
            string name = path == "-" ? "standard input" : path;
            string text = path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path);
            if (IsJson(text) && _builder.TryAddJson(text, name))
            {
                continue;
            }

            planned.Add(FindPlanned(text, name, account) ?? throw new FormatException(
                $"{name} is of no form that is known: a file of the local STS, account authorization details, policies of AWS "
                + "Organizations, terraform show -json, a state of Terraform, or a template of CloudFormation."));
        }

        foreach (PlannedFile file in planned.OrderBy(file => file.IsPlan))
        {
            file.Read(_builder, new AccountFinder(_builder, chain, file.Name, file.AccountId));
        }

        return _builder.Build();
    }

    private static IEnumerable<(string? Account, string Path)> Expand(string given)
    {
        ArgumentException.ThrowIfNullOrEmpty(given);
        string? account = given is { Length: > 13 } && given[12] == '=' && given[..12].All(char.IsAsciiDigit) ? given[..12] : null;
        string path = account is null ? given : given[13..];
        if (!Directory.Exists(path))
        {
            return [(account, path)];
        }

        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? files.Select(file => (account, file))
            : throw new FormatException($"The folder {path} has no file of {string.Join(", ", Extensions)}.");
    }

    private static PlannedFile? FindPlanned(string text, string name, string? account)
    {
        if (!IsJson(text))
        {
            return ReadYaml(text, name) is { } yaml && CloudFormationForm.Is(yaml)
                ? new PlannedFile(name, account, true, (builder, accounts) => CloudFormationForm.Read(builder, yaml, accounts))
                : null;
        }

        if (Parse(text) is not JsonObject root)
        {
            return null;
        }

        return TerraformForm.Is(root)
            ? new PlannedFile(name, account, TerraformForm.IsPlan(root), (builder, accounts) => TerraformForm.Read(builder, root, accounts))
            : CloudFormationForm.Is(root)
                ? new PlannedFile(name, account, true, (builder, accounts) => CloudFormationForm.Read(builder, root, accounts))
                : null;
    }

    private static bool IsJson(string text) => text.AsSpan().TrimStart("\uFEFF \r\n\t") is ['{' or '[' or '/', ..];

    // The builder has read it, so it is JSON.
    private static JsonNode? Parse(string text) => JsonNode.Parse(
        text.TrimStart('\uFEFF'),
        documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

    private static JsonObject? ReadYaml(string text, string name)
    {
        try
        {
            return YamlText.Read(text) as JsonObject;
        }
        catch (YamlException e)
        {
            throw new FormatException($"{name} is neither JSON nor valid YAML: line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
    }
}
