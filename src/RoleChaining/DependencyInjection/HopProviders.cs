using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Which provider of a configuration may say what of a list of hops. Lists merge item by item. So two files with roles would graft a hop of
/// the one onto those of the other, and so would a setting beyond the list's end. A single setting of a hop that is there, in the
/// environment or in user secrets, is what overlays are for.
/// </summary>
internal sealed class HopProviders(IReadOnlyList<IConfigurationProvider> providers, string path)
{
    private const string Role = nameof(RoleHopOptions.RoleArn);

    public void Check(SectionReader reader)
    {
        const string Key = nameof(RoleChainOptions.Hops);
        IConfigurationProvider[] lists = [.. providers.Where(provider => Indexes(provider).Any(index => HasRole(provider, index)))];
        IConfigurationProvider[] files = [.. lists.Where(IsFile)];
        if (files.Length > 1)
        {
            int grafted = Indexes(files[^1]).Where(index => HasRole(files[^1], index)).Min();
            reader.Error(
                Key,
                $"is written by {string.Join(" and by ", files.AsEnumerable())}, and lists merge item by item, so that a hop of the one would be grafted "
                + "onto those of the other; keep all roles in one of them, set single properties in the environment, such as "
                + $"{Variable(grafted, Role)}=arn:..., or set UseSourceDirectly where there shall be no hops");
            return;
        }

        if (lists is not [var list, ..])
        {
            return;
        }

        int count = Indexes(list).Count;
        foreach (IConfigurationProvider provider in providers)
        {
            foreach (int index in Indexes(provider).Where(index => index >= count))
            {
                reader.Error(
                    ConfigurationProviders.Join(Key, index.ToString(CultureInfo.InvariantCulture)),
                    $"is set by {provider}, but {list} lists {count} hop{(count == 1 ? "" : "s")}, numbered from 0, and a list has no gaps and grows in "
                    + $"one place only; write {Variable(count - 1, SettingOf(provider, index))} to change the last hop, "
                    + "or add the hop to the list");
            }
        }
    }

    private HashSet<int> Indexes(IConfigurationProvider provider) =>
    [
        .. provider.GetChildKeys([], path)
            .Where(key => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(key => int.Parse(key, CultureInfo.InvariantCulture))
    ];

    /// <summary>What the provider says of a hop, so that the line to write is about the same.</summary>
    private string SettingOf(IConfigurationProvider provider, int index)
    {
        string hop = ConfigurationProviders.Join(path, index.ToString(CultureInfo.InvariantCulture));
        return HasRole(provider, index)
            ? Role
            : provider.GetChildKeys([], hop).FirstOrDefault(key => provider.TryGet(ConfigurationProviders.Join(hop, key), out _)) ?? Role;
    }

    private bool HasRole(IConfigurationProvider provider, int index)
    {
        string hop = ConfigurationProviders.Join(path, index.ToString(CultureInfo.InvariantCulture));
        return (provider.TryGet(hop, out string? role) && !string.IsNullOrEmpty(role))
            || provider.TryGet(ConfigurationProviders.Join(hop, Role), out _);
    }

    /// <summary>The line to write in the environment.</summary>
    private string Variable(int index, string property) =>
        $"{path.Replace(":", "__", StringComparison.Ordinal)}__{index.ToString(CultureInfo.InvariantCulture)}__{property}";

    // A whole document: JSON, XML or INI. The type of files is in a package that only hosts have.
    private static bool IsFile(IConfigurationProvider provider)
    {
        Type? type = provider.GetType();
        while (type is not null && type.FullName != "Microsoft.Extensions.Configuration.FileConfigurationProvider")
        {
            type = type.BaseType;
        }

        return type is not null || provider is StreamConfigurationProvider;
    }
}
