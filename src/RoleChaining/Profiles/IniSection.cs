using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.Profiles;

/// <summary>A section as it stands in a file.</summary>
internal sealed class IniSection(string header, string file, int line)
{
    private readonly Dictionary<string, IniProperty> _properties = new(StringComparer.Ordinal);

    /// <summary>What stands between the brackets.</summary>
    public string Header => header;

    public string File => file;

    public int Line => line;

    public IReadOnlyCollection<IniProperty> Properties => _properties.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out IniProperty? property) => _properties.TryGetValue(name, out property);

    public void Add(IniProperty property) => _properties.Add(property.Name, property);

    public override string ToString() => $"{file}, line {line}, [{header}]";
}
