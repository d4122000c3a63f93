using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace RoleChaining.Reading;

/// <summary>Reads files into one snapshot: first those that say what is there, then those that say what is planned.</summary>
internal sealed class SnapshotLoader(RoleChain? chain)
{
    private const string Forms = "a file of the local STS, account authorization details, policies of AWS Organizations, "
        + "terraform show -json, a state of Terraform, or a template of CloudFormation";

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
        foreach (string given in paths)
        {
            ArgumentException.ThrowIfNullOrEmpty(given);
            string? account = given is { Length: > 12 } && given[12] == '=' && given[..12].All(char.IsAsciiDigit) ? given[..12] : null;
            if (account is not null && given.Length == 13)
            {
                throw new FormatException($"{given} names no file; write ACCOUNT=FILE.");
            }

            AddPath(account is null ? given : given[13..], account);
        }

        return Build();
    }

    /// <summary>The snapshot of one file, whose text is given.</summary>
    public IamSnapshot Parse(string text, string name)
    {
        Add(Encoding.UTF8.GetBytes(text), name, account: null);
        return Build();
    }

    private void AddPath(string path, string? account)
    {
        if (path == "-")
        {
            Add(Encoding.UTF8.GetBytes(Console.In.ReadToEnd()), "standard input", account);
        }
        else if (CloudAssembly.Find(path) is { } manifest)
        {
            AddAssembly(manifest, account);
        }
        else if (CollectedFolder.Is(path))
        {
            new CollectedFolder(_builder).Read(path);
        }
        else if (Directory.Exists(path))
        {
            AddFolder(path, account);
        }
        else if (!File.Exists(path) && path.IndexOf('=') is > 0 and var equals && path[..equals].All(char.IsAsciiDigit))
        {
            throw new FormatException($"{path}: {path[..equals]} is no account id, which has 12 digits.");
        }
        else
        {
            Add(ToUtf8(File.ReadAllBytes(path)), path, account);
        }
    }

    private void AddAssembly(string manifest, string? account)
    {
        int notes = _builder.Notes.Count;
        CloudAssembly.Template[] templates = [.. CloudAssembly.Read(manifest, account, _builder.Notes)];
        if (templates.Length == 0 && _builder.Notes.Count == notes)
        {
            _builder.Notes.Add($"{manifest}: it has no stack, so nothing is read of it.");
        }

        foreach (CloudAssembly.Template template in templates)
        {
            AddTemplate(ToUtf8(File.ReadAllBytes(template.Path)), template.Path, template.AccountId);
        }
    }

    // cdk deploy passes a stack without resources over.
    private void AddTemplate(byte[] utf8, string path, string? account)
    {
        if (IsJson(utf8) && ParseJson(ToText(utf8), path) is JsonObject template && !template.ContainsKey("Resources"))
        {
            _builder.Notes.Add($"{path}: it has no resources, so nothing is read of it.");
            return;
        }

        Add(utf8, path, account);
    }

    private void AddFolder(string folder, string? account)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
        string[] others = [.. files.Where(file => !TryAddFound(file, account))];
        if (others.Length == files.Length)
        {
            throw new FormatException(files.Length == 0
                ? $"The folder {folder} has no file of {string.Join(", ", Extensions)}."
                : $"The folder {folder} has no file of a form that is known: {Forms}.");
        }

        Array.ForEach(others, NoteUnread);
    }

    /// <summary>Adds a file that nobody named. What cannot be parsed, such as a template of Helm, is of no known form.</summary>
    /// <exception cref="FormatException">It is broken, and may be of a known form: without it a verdict could be wrong.</exception>
    private bool TryAddFound(string file, string? account)
    {
        byte[] utf8 = ToUtf8(File.ReadAllBytes(file));
        try
        {
            return TryAdd(utf8, file, account);
        }
        catch (FormatException e) when (e.InnerException is JsonException or YamlException && !FormMarks.AreIn(utf8))
        {
            return false;
        }
    }

    private void Add(byte[] utf8, string name, string? account)
    {
        if (!TryAdd(utf8, name, account))
        {
            throw new FormatException($"{name} is of no form that is known: {Forms}.");
        }
    }

    private bool TryAdd(byte[] utf8, string name, string? account)
    {
        if (IsJson(utf8) && _builder.TryAddJson(utf8, name))
        {
            return true;
        }

        string text = ToText(utf8);
        return TryAddPlanned(IsJson(utf8) ? [ParseJson(text, name)] : ReadYaml(text, name), FilePartition.FindAll(text), name, account);
    }

    /// <summary>Adds the documents of a file, which YAML may have several of. If none is of a known form, the file is of none.</summary>
    private bool TryAddPlanned(IReadOnlyList<JsonNode?> documents, IReadOnlyList<string> partitions, string name, string? account)
    {
        List<string> unread = [];
        int before = _planned.Count;
        foreach ((int index, JsonNode? document) in documents.Index())
        {
            string part = documents.Count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} (document {index + 1})");
            if (FindPlanned(document, part, account, partitions) is { } planned)
            {
                _planned.Add(planned);
            }
            else if (document is not null)
            {
                unread.Add(part);
            }
        }

        bool isKnown = _planned.Count > before;
        (isKnown ? unread : []).ForEach(NoteUnread);
        return isKnown;
    }

    private void NoteUnread(string name) => _builder.Notes.Add($"{name}: it is of no form that is known, so it is not read.");

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
            AccountFinder accounts = new(_builder, chain, file);
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

    private static string ToText(byte[] utf8) => Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF');

    private static PlannedFile? FindPlanned(JsonNode? document, string name, string? account, IReadOnlyList<string> partitions)
    {
        if (document is not JsonObject root)
        {
            return null;
        }

        return TerraformForm.Is(root)
            ? new PlannedFile(name, account, partitions, TerraformForm.IsPlan(root), (builder, accounts) => TerraformForm.Read(builder, root, accounts))
            : CloudFormationForm.Is(root)
                ? new PlannedFile(name, account, partitions, true, (builder, accounts) => CloudFormationForm.Read(builder, root, accounts))
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

    private static IReadOnlyList<JsonNode?> ReadYaml(string text, string name)
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
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser's own, where the text ends too early or a key is missing.
            throw new FormatException($"{name} is neither JSON nor valid YAML: {e.Message}", new YamlException(e.Message, e));
        }
    }
}
