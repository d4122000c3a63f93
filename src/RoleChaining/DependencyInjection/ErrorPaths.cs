using RoleChaining.Planning;

namespace RoleChaining.DependencyInjection;

/// <summary>Where the settings of a chain came from, so that an error can name its path in configuration.</summary>
internal sealed class ErrorPaths
{
    private const string Hops = nameof(RoleChainOptions.Hops);

    /// <summary>What code and environment set, and configuration cannot.</summary>
    private static readonly string[] OfCode =
        ["Source", WebIdentityRules.Part, WebIdentitySourceOptions.RoleArnVariable, WebIdentitySourceOptions.SessionNameVariable];

    private string? _section;
    private bool _isEmpty;

    /// <summary>The section that the chain is read from; of several the last.</summary>
    public void ReadFrom(string section, bool isEmpty) => (_section, _isEmpty) = (section, isEmpty);

    /// <summary>The error after the path where it can be corrected, or after the chain's name when code made it.</summary>
    public string Describe(ChainError error, RoleChainOptions options, string chain)
    {
        string missing = _isEmpty && error.Property == Hops ? $" There is no section {_section} in configuration, or it is empty." : "";
        return $"{PathOf(error.Property, options) ?? chain}: {error.Message}{missing}";
    }

    private string? PathOf(string property, RoleChainOptions options)
    {
        if (property.Split(':', 3) is [Hops, string number, .. string[] rest]
            && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out int hop))
        {
            return hop < options.Hops.Count && options.Hops[hop]?.ConfigurationPath is { } path ? string.Join(':', [path, .. rest]) : null;
        }

        return _section is null || OfCode.Contains(property.Split(':')[0]) ? null : ConfigurationProviders.Join(_section, property);
    }
}
