using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace RoleChaining.DependencyInjection;

/// <summary>One call that registered a chain or added to it: a section of configuration, a delegate, or both.</summary>
/// <param name="Section">The section, if any.</param>
/// <param name="Origin">The caller's own delegate, if any: registered twice, it counts once.</param>
/// <param name="Configure">Runs it.</param>
internal sealed record ChainRegistration(
    IConfiguration? Section, Delegate? Origin, Action<IServiceProvider, RoleChainBuilder>? Configure)
{
    public static ChainRegistration Create(IConfiguration section, Action<IServiceProvider, RoleChainBuilder>? configure = null) =>
        new(section, configure, configure);

    public static ChainRegistration Create(Action<IServiceProvider, RoleChainBuilder> configure) =>
        new(Section: null, configure, configure);

    public static ChainRegistration Create(Action<RoleChainBuilder> configure) =>
        new(Section: null, configure, (_, chain) => configure(chain));

    /// <summary>What it says beyond others: the same section of the same configuration, or the same delegate, counts once.</summary>
    public ChainRegistration Without(IReadOnlyCollection<ChainRegistration> others)
    {
        ChainRegistration rest = others.Any(other => IsSameSection(other.Section)) ? this with { Section = null } : this;
        return others.Any(other => Equals(Origin, other.Origin)) ? rest with { Origin = null, Configure = null } : rest;
    }

    /// <summary>For a person: the section, and the method whose delegate it is.</summary>
    public override string ToString() => string.Join(" and ", Parts().DefaultIfEmpty("a call without settings"));

    private IEnumerable<string> Parts()
    {
        if (Section is not null)
        {
            yield return $"the section {ConfigurationProviders.PathOf(Section)}";
        }

        if (Origin is not null && DiagnosticMethodInfo.Create(Origin) is { } method)
        {
            yield return $"the delegate in {TypeName(method.DeclaringTypeName)}.{MethodName(method.Name)}";
        }
    }

    private bool IsSameSection(IConfiguration? other) =>
        Section is not null
        && other is not null
        && ConfigurationProviders.PathOf(Section).Equals(ConfigurationProviders.PathOf(other), StringComparison.OrdinalIgnoreCase)
        && ReferenceEquals(Section.GetReloadToken(), other.GetReloadToken());

    // A lambda is a method <Outer>b__0_1 of a class Outer+<>c.
    private static string TypeName(string? name) => name?.Split("+<", 2)[0] ?? "?";

    private static string MethodName(string name) => name.StartsWith('<') && name.IndexOf('>') is > 1 and var end ? name[1..end] : name;
}
