using Mono.Cecil;

namespace RoleChaining.Architecture;

/// <summary>The folders of a project and which of them use which. Types at the top of the project are what all folders may speak of.</summary>
public sealed class Rooms
{
    private readonly Dictionary<(string From, string To), SortedSet<string>> _uses = [];

    public Rooms(Project project)
    {
        foreach (TypeDefinition type in project.Types)
        {
            foreach (TypeDefinition used in project.Uses(type))
            {
                if (project.Folder(type) is { Length: > 0 } from && project.Folder(used) is { Length: > 0 } to && from != to)
                {
                    SortedSet<string> uses = _uses.TryGetValue((from, to), out SortedSet<string>? known) ? known : _uses[(from, to)] = [];
                    uses.Add($"{type.Name} -> {used.Name}");
                }
            }
        }
    }

    /// <summary>Each arrow with the types that make it.</summary>
    public IReadOnlyDictionary<(string From, string To), SortedSet<string>> Uses => _uses;

    /// <summary>The arrows that are part of a circle, with the types that make them.</summary>
    public IEnumerable<string> Circles => _uses.Where(use => Reaches(use.Key.To, use.Key.From))
        .Select(use => $"{use.Key.From} -> {use.Key.To}: {string.Join(", ", use.Value)}");

    private bool Reaches(string from, string to)
    {
        HashSet<string> seen = [from];
        Stack<string> open = new(seen);
        while (open.TryPop(out string? room))
        {
            foreach (string next in _uses.Keys.Where(use => use.From == room).Select(use => use.To).Where(seen.Add))
            {
                open.Push(next);
            }
        }

        return seen.Contains(to);
    }
}
