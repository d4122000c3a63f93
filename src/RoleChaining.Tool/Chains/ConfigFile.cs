using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RoleChaining.DependencyInjection;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// A chain in a JSON file with the keys of <c>appsettings.json</c>, read by the library's own reader. The file is such a chain, or has a
/// <c>RoleChains</c> section with chains by name.
/// </summary>
internal sealed class ConfigFile
{
    private const string Chains = "RoleChains";

    private readonly string _path;
    private readonly ErrorPaths _paths = new();
    private readonly List<string> _errors = [];

    private ConfigFile(string path) => _path = path;

    /// <summary>Reads the file's settings into the builder. What is wrong with them is told by <see cref="Check"/>.</summary>
    /// <exception cref="UsageException">The file cannot be read, or has no such chain.</exception>
    public static ConfigFile Read(string path, string? name, RoleChainBuilder builder)
    {
        ConfigFile file = new(path);
        IConfiguration section = file.Select(Load(path), name);
        ChainConfiguration.Read(section, [], builder.Options, file._paths, file._errors);
        if (!section.GetSection(nameof(RoleChainOptions.Retry)).Exists())
        {
            ChainArguments.BePatient(builder.Options.Retry);
        }

        return file;
    }

    /// <summary>Every chain of the file.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    /// <exception cref="OptionsValidationException">A chain breaks rules. Every error is listed, by its path in the file.</exception>
    public static IReadOnlyList<RoleChainOptions> ReadAll(string path)
    {
        string[] names = [.. Load(path).GetSection(Chains).GetChildren().Select(chain => chain.Key)];
        return names.Length == 0 ? [ReadOne(path, null)] : [.. names.Select(name => ReadOne(path, name))];
    }

    /// <exception cref="OptionsValidationException">The chain breaks rules. Every error is listed, by its path in the file.</exception>
    public void Check(RoleChainBuilder builder)
    {
        IEnumerable<string> ofChain = builder.Validate().Select(error => _paths.Describe(error, builder.Options, "the chain"));
        string[] errors = [.. _errors.Concat(ofChain).Select(error => $"{_path}: {error}")];
        if (errors.Length > 0)
        {
            throw new OptionsValidationException(nameof(RoleChain), typeof(RoleChainOptions), errors);
        }
    }

    private static RoleChainOptions ReadOne(string path, string? name)
    {
        RoleChainBuilder builder = new();
        Read(path, name, builder).Check(builder);
        return builder.Options;
    }

    private static IConfigurationRoot Load(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            throw new UsageException($"{path} is not JSON that can be read: {(e.InnerException ?? e).Message}");
        }
    }

    private IConfiguration Select(IConfigurationRoot root, string? name)
    {
        IConfigurationSection[] chains = [.. root.GetSection(Chains).GetChildren()];
        if (chains.Length == 0)
        {
            return name is null
                ? root
                : throw new UsageException($"{_path} has no {Chains} section with the chain \"{name}\"; leave out --chain.");
        }

        string names = string.Join(", ", chains.Select(chain => chain.Key));
        return name is not null
            ? Array.Find(chains, chain => chain.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"{_path}: {Chains} has no chain \"{name}\"; it has {names}.")
            : chains is [var only] ? only
            : throw new UsageException($"{_path}: {Chains} has the chains {names}; choose one by --chain NAME.");
    }
}
