using RoleChaining.Planning;

namespace RoleChaining.DependencyInjection;

/// <summary>Where the settings of a chain came from, so that an error can name its path in configuration.</summary>
internal sealed class ErrorPaths(string chain)
{
    private const string Hops = nameof(RoleChainOptions.Hops);

    private readonly List<string?> _hops = [];
    private string? _section;
    private bool _isEmpty;

    /// <summary>The section that the chain is read from; of several the last.</summary>
    public void ReadFrom(string section, bool isEmpty) => (_section, _isEmpty) = (section, isEmpty);

    /// <summary>The hop of this place came from there.</summary>
    public void AddHop(int index, string path)
    {
        while (_hops.Count < index)
        {
            _hops.Add(null);
        }

        _hops.Add(path);
    }

    /// <summary>The error after the path where it can be corrected, or after the chain's name when code made it.</summary>
    public string Describe(ChainError error)
    {
        string missing = _isEmpty && error.Property == Hops ? $" There is no section {_section} in configuration, or it is empty." : "";
        return $"{PathOf(error.Property) ?? chain}: {error.Message}{missing}";
    }

    private string? PathOf(string property)
    {
        if (property.Split(':', 3) is [Hops, string number, .. string[] rest]
            && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out int hop))
        {
            return hop < _hops.Count && _hops[hop] is { } path ? string.Join(':', [path, .. rest]) : null;
        }

        return _section is null ? null : ConfigurationProviders.Join(_section, property);
    }
}
