using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.Profiles;

/// <summary>A section as it stands in a file.</summary>
internal sealed class IniSection(string header, string file, int line)
{
    private readonly Dictionary<string, IniProperty> _properties = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>What stands between the brackets.</summary>
    public string Header => header;

    public string File => file;

    public int Line => line;

    public IReadOnlyCollection<IniProperty> Properties => _properties.Values;

    /// <summary>The properties that nobody has asked for so far.</summary>
    public IEnumerable<IniProperty> Unread => _properties.Values.Where(property => !_asked.Contains(property.Name));

    public bool TryGet(string name, [NotNullWhen(true)] out IniProperty? property)
    {
        _asked.Add(name);
        return _properties.TryGetValue(name, out property);
    }

    /// <summary>Adds a property, unless there is one of its name; returns that one.</summary>
    public IniProperty? AddOrFind(IniProperty property) =>
        _properties.TryAdd(property.Name, property) ? null : _properties[property.Name];

    public override string ToString() => $"{file}, line {line}, [{header}]";
}
