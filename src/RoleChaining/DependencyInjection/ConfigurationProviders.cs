using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.DependencyInjection;

/// <summary>Which provider says what of a section: a merged configuration does not tell.</summary>
internal static class ConfigurationProviders
{
    public static string PathOf(IConfiguration configuration) => (configuration as IConfigurationSection)?.Path ?? "";

    public static string Join(string path, string key) => path.Length == 0 ? key : ConfigurationPath.Combine(path, key);

    /// <summary>
    /// The providers behind a section, the later ones overriding the earlier; empty when they cannot be found out, because it is no
    /// section of the container's configuration.
    /// </summary>
    public static IReadOnlyList<IConfigurationProvider> Find(IConfiguration section, IServiceProvider services) =>
        RootOf(section, services) is { } root ? [.. Flatten(root)] : [];

    // A section and its root have the same token, which is the only public way to know that they belong together.
    private static IConfigurationRoot? RootOf(IConfiguration configuration, IServiceProvider services) =>
        configuration as IConfigurationRoot
        ?? (services.GetService<IConfiguration>() is IConfigurationRoot root
            && ReferenceEquals(root.GetReloadToken(), configuration.GetReloadToken())
            ? root
            : null);

    private static IEnumerable<IConfigurationProvider> Flatten(IConfigurationRoot root) => root.Providers.SelectMany(provider =>
        provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? Flatten(inner) : [provider]);
}
