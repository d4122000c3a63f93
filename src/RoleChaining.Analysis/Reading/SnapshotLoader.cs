using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace RoleChaining.Reading;

/// <summary>Reads files into one snapshot: first those that say what is there, then those that say what is planned.</summary>
internal sealed class SnapshotLoader(RoleChain? chain)
{
    private static readonly string[] Extensions = [".json", ".yaml", ".yml", ".template", ".tfstate"];

    // Of two members with one name, none can be taken.
    private static readonly JsonDocumentOptions JsonOptions = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    private readonly IamSnapshotBuilder _builder = new();
    private readonly List<PlannedFile> _planned = [];

    public IamSnapshot Load(IEnumerable<string> paths)
    {
        foreach ((string? account, string path) in paths.SelectMany(Expand))
        {
            if (path == "-")
            {
                Add(Encoding.UTF8.GetBytes(Console.In.ReadToEnd()), "standard input", account);
            }
            else
            {
                Add(ToUtf8(File.ReadAllBytes(path)), path, account);
            }
        }

        return Build();
    }

    /// <summary>The snapshot of one file, whose text is given.</summary>
    public IamSnapshot Parse(string text, string name)
    {
        Add(Encoding.UTF8.GetBytes(text), name, account: null);
        return Build();
    }

    private void Add(byte[] utf8, string name, string? account)
    {
        if (IsJson(utf8) && _builder.TryAddJson(utf8, name))
        {
            return;
        }

        _planned.Add(FindPlanned(utf8, name, account) ?? throw new FormatException(
            $"{name} is of no form that is known: a file of the local STS, account authorization details, policies of AWS "
            + "Organizations, terraform show -json, a state of Terraform, or a template of CloudFormation."));
    }

    private IamSnapshot Build()
    {
        foreach (IGrouping<bool, PlannedFile> files in _planned.GroupBy(file => file.IsPlan).OrderBy(files => files.Key))
        {
            AddPlanned(files);
        }

        return _builder.Build();
    }

    private void AddPlanned(IEnumerable<PlannedFile> files)
    {
        List<(string File, Action Add)> rest = [];
        foreach (PlannedFile file in files)
        {
            AccountFinder accounts = new(_builder, chain, file.Name, file.AccountId);
            Run(file.Name, () => rest.Add((file.Name, file.Read(_builder, accounts))));
        }

        rest.ForEach(part => Run(part.File, part.Add));
    }

    private static void Run(string file, Action read)
    {
        try
        {
            read();
        }
        catch (InvalidOperationException e)
        {
            // An object was looked for where the file has a list or a text.
            throw new FormatException($"{file} is not valid: {e.Message}", e);
        }
    }

    // The shell of Windows redirects output to files in UTF-16.
    private static byte[] ToUtf8(byte[] bytes) => bytes.AsSpan().StartsWith(Encoding.Unicode.Preamble)
        ? Encoding.Convert(Encoding.Unicode, Encoding.UTF8, bytes)
        : bytes;

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

    private static PlannedFile? FindPlanned(byte[] utf8, string name, string? account)
    {
        string text = Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF');
        if ((IsJson(utf8) ? ParseJson(text, name) : ReadYaml(text, name)) is not JsonObject root)
        {
            return null;
        }

        return TerraformForm.Is(root)
            ? new PlannedFile(name, account, TerraformForm.IsPlan(root), (builder, accounts) => TerraformForm.Read(builder, root, accounts))
            : CloudFormationForm.Is(root)
                ? new PlannedFile(name, account, true, (builder, accounts) => CloudFormationForm.Read(builder, root, accounts))
                : null;
    }

    // After a byte order mark and blanks.
    private static bool IsJson(ReadOnlySpan<byte> utf8) => utf8.TrimStart("\uFEFF \r\n\t"u8) is [(byte)'{' or (byte)'[' or (byte)'/', ..];

    private static JsonNode? ParseJson(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: JsonOptions);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{name} is not one valid JSON document: {e.Message}", e);
        }
    }

    private static JsonNode? ReadYaml(string text, string name)
    {
        try
        {
            return YamlText.Read(text);
        }
        catch (YamlException e)
        {
            throw new FormatException(
                $"{name} is neither JSON nor valid YAML: line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The parser's own, where the text ends too early.
            throw new FormatException($"{name} is neither JSON nor valid YAML: {e.Message}", e);
        }
    }
}
