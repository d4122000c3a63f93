using RoleChaining.Planning;

namespace RoleChaining.Profiles;

/// <summary>A hop that a profile describes, and where in the files each of its settings stands.</summary>
internal sealed class ProfileHop(Profile profile)
{
    private readonly Dictionary<string, IniProperty> _origins = new(StringComparer.Ordinal);

    public Profile Profile => profile;

    public RoleHopOptions Options { get; } = new();

    /// <summary>The property that an option comes from; null where it comes from none.</summary>
    public IniProperty? FindOrigin(string option) => _origins.GetValueOrDefault(option);

    /// <summary>Remembers that an option comes from this property.</summary>
    public void SetOrigin(string option, IniProperty property) => _origins[option] = property;

    /// <summary>
    /// A error that the planner found in this hop, with the line that it is about. Configuration's path <c>Hops:0:Tags:1:Key</c> names
    /// the option.
    /// </summary>
    public string Explain(ChainError error)
    {
        string option = error.Property.Split(':') is [_, _, var name, ..] ? name : "";
        return _origins.TryGetValue(option, out IniProperty? property)
            ? $"{ProfileErrors.Place(profile, property)}: {error.Message}{property.Hint}"
            : $"{profile.First.File}, line {profile.First.Line}, profile \"{profile.Name}\": {error.Message}";
    }
}
