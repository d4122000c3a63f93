using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.DependencyInjection;

/// <summary>Which provider says what of a section: a merged configuration does not tell.</summary>
internal static class ConfigurationProviders
{
    public static string PathOf(IConfiguration configuration) => (configuration as IConfigurationSection)?.Path ?? "";

    public static string Join(string path, string key) => path.Length == 0 ? key : ConfigurationPath.Combine(path, key);

    /// <summary>The providers behind a section, the later ones overriding the earlier; empty when they cannot be found out.</summary>
    public static IReadOnlyList<IConfigurationProvider> Of(IConfiguration section, IServiceProvider services) =>
        RootOf(section, services) is { } root ? [.. Flatten(root)] : [];

    /// <summary>Those that say something below a path.</summary>
    public static IReadOnlyList<int> IndexesOfWritersBelow(this IReadOnlyList<IConfigurationProvider> providers, string path) =>
        [.. Enumerable.Range(0, providers.Count).Where(i => providers[i].GetChildKeys([], path).Any())];

    private static IConfigurationRoot? RootOf(IConfiguration configuration, IServiceProvider services)
    {
        if (configuration is IConfigurationRoot itself)
        {
            return itself;
        }

        // A section and its root have the same token, which is the only public way to know that they belong together.
        return services.GetService<IConfiguration>() is IConfigurationRoot applications
            && ReferenceEquals(applications.GetReloadToken(), configuration.GetReloadToken())
                ? applications
                : (configuration as ConfigurationSection) is { } section && TryGetRoot(section, out IConfigurationRoot? root) ? root : null;
    }

    private static bool TryGetRoot(ConfigurationSection section, [NotNullWhen(true)] out IConfigurationRoot? root)
    {
        try
        {
            root = Root(section);
            return root is not null;
        }
        catch (MissingFieldException)
        {
            root = null;
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_root")]
    private static extern ref IConfigurationRoot? Root(ConfigurationSection section);

    private static IEnumerable<IConfigurationProvider> Flatten(IConfigurationRoot root) => root.Providers.SelectMany(provider =>
        provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? Flatten(inner) : [provider]);
}
