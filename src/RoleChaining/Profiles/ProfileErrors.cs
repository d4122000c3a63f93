using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>Collects what is wrong with the files, each error with its place and what to do.</summary>
internal sealed class ProfileErrors
{
    private readonly List<string> _all = [];

    public int Count => _all.Count;

    public IReadOnlyList<string> All => _all;

    /// <summary>A error of a file's text, whatever profile is asked for.</summary>
    public void Add(string file, int line, string message) => _all.Add($"{file}, line {line}: {Sentence(message)}");

    /// <summary>A error of one property; the message begins with a verb.</summary>
    public void Add(Profile profile, IniProperty property, string message) => _all.Add($"{Place(profile, property)} {Sentence(message)}");

    /// <summary>An error of a value that AWS does not take, with what may have made it such; the message begins with a verb.</summary>
    public void AddOfValue(Profile profile, IniProperty property, string message) =>
        _all.Add($"{Place(profile, property)} {Sentence(message)}{property.Hint}");

    /// <summary>A error of a property that is not there; the message begins with a verb.</summary>
    public void Add(Profile profile, string property, string message) =>
        _all.Add($"{profile.First.File}, line {profile.First.Line}, profile \"{profile.Name}\": {property} {Sentence(message)}");

    public void Add(string message) => _all.Add(message);

    /// <exception cref="OptionsValidationException">There are errors. The message lists all of them.</exception>
    public void ThrowIfAny()
    {
        if (_all.Count > 0)
        {
            throw new OptionsValidationException(nameof(RoleChainOptions.Profile), typeof(RoleChainOptions), ErrorList.Number(_all));
        }
    }

    /// <summary>The end of a sentence with its point, unless it asks.</summary>
    public static string Sentence(string end) => end.EndsWith('?') ? end : $"{end}.";

    public static string Place(Profile profile, IniProperty property) =>
        $"{property.File}, line {property.Line}, profile \"{profile.Name}\": {property.Name}";
}
