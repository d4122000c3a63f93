using Microsoft.Extensions.Configuration;

namespace RoleChaining.DependencyInjection;

/// <summary>One step that sets up a chain: a section of configuration, or a delegate.</summary>
/// <param name="Origin">The caller's own delegate or section: registered twice, it counts once.</param>
/// <param name="Section">The section; null for a delegate.</param>
/// <param name="Configure">The delegate; null for a section.</param>
internal sealed record ChainStep(object Origin, IConfiguration? Section, Action<IServiceProvider, RoleChainBuilder>? Configure)
{
    public static ChainStep Create(IConfiguration section) => new(section, section, Configure: null);

    public static ChainStep Create(Action<RoleChainBuilder> configure) => new(configure, Section: null, (_, chain) => configure(chain));

    public static ChainStep Create(Action<IServiceProvider, RoleChainBuilder> configure) => new(configure, Section: null, configure);

    /// <summary>Whether it is the same delegate, or the same section of the same configuration.</summary>
    public bool IsSameAs(ChainStep other) => Section is null || other.Section is null
        ? Equals(Origin, other.Origin)
        : ConfigurationProviders.PathOf(Section) == ConfigurationProviders.PathOf(other.Section)
            && ReferenceEquals(Section.GetReloadToken(), other.Section.GetReloadToken());
}
