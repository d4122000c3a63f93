using System.Text.Json;
using RoleChaining.Testing;
using RoleChaining.Tool.Demo;

namespace RoleChaining.Tool.Sts;

/// <summary>
/// What <c>--config</c> of <c>role-chain sts</c> says of the accounts: a file of the local STS, which may hold access keys, or any other
/// form that a snapshot is read from. Nothing is said where both are null.
/// </summary>
internal sealed class StsAccounts
{
    private const string StandardInput = "-";

    private readonly string? _config;
    private readonly string? _json;
    private readonly IamSnapshot? _snapshot;

    private StsAccounts(string? config, string? json, IamSnapshot? snapshot) => (_config, _json, _snapshot) = (config, json, snapshot);

    /// <param name="config">A file, <c>ACCOUNT=FILE</c>, a folder, or - for standard input; null for the accounts of the demo.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static async Task<StsAccounts> ReadAsync(string? config, CancellationToken cancellationToken)
    {
        try
        {
            string? text = config is null ? null : await ReadTextAsync(config, cancellationToken).ConfigureAwait(false);
            return config is null || (text is not null && IsLocalFile(text))
                ? new(config, text, null)
                : new(config, null, config == StandardInput ? IamSnapshot.Parse(text!, "standard input") : IamSnapshot.Load(config));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{config} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new UsageException($"{config}: {e.Message}");
        }
    }

    /// <summary>Adds the accounts to a server.</summary>
    /// <returns>The users whose access keys were made up.</returns>
    /// <exception cref="UsageException">The server refuses what the file says.</exception>
    public IReadOnlyList<LocalUser> AddTo(LocalSts sts)
    {
        if (_config is null)
        {
            return [new DemoAccounts(sts).Alice];
        }

        try
        {
            Load(sts);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new UsageException($"{_config}: {e.Message}");
        }

        return [.. sts.Users.Where(user => _json?.Contains(user.AccessKeyId, StringComparison.Ordinal) != true)];
    }

    private void Load(LocalSts sts)
    {
        if (_snapshot is null)
        {
            sts.Load(_json!);
            return;
        }

        foreach (string note in sts.Load(_snapshot))
        {
            Console.Error.WriteLine($"role-chain: note: {note}");
        }
    }

    /// <returns>Null for what is no single file: a folder, and a file that is given with its account.</returns>
    private static async Task<string?> ReadTextAsync(string config, CancellationToken cancellationToken) =>
        config == StandardInput ? await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)
        : Directory.Exists(config) || (!File.Exists(config) && config.Contains('=', StringComparison.Ordinal)) ? null
        : await File.ReadAllTextAsync(config, cancellationToken).ConfigureAwait(false);

    // Names in the other forms begin with a capital letter or have an underscore. What is not valid JSON is read as such a file as well:
    // its reader says where it is wrong.
    private static bool IsLocalFile(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{', ..])
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(
                text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.EnumerateObject().All(
                property => property.Name is [>= 'a' and <= 'z', ..] && !property.Name.Contains('_', StringComparison.Ordinal));
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
