using System.Globalization;

namespace RoleChaining.Benchmarks;

/// <summary>The options after a verb: <c>--name value</c> or <c>--name</c> alone.</summary>
internal sealed class Arguments(IReadOnlyList<string> words)
{
    public bool Has(string name) => words.Contains(name, StringComparer.Ordinal);

    public int Get(string name, int fallback) => Get(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;

    public T Get<T>(string name, T fallback)
        where T : struct, Enum => Get(name) is { } value ? Enum.Parse<T>(value, ignoreCase: true) : fallback;

    public string? Get(string name)
    {
        for (int i = 0; i + 1 < words.Count; i++)
        {
            if (words[i] == name)
            {
                return words[i + 1];
            }
        }

        return null;
    }

    /// <summary>These without an option and its value.</summary>
    public Arguments Without(string name)
    {
        int at = words.ToList().IndexOf(name);
        return at < 0 ? this : new Arguments([.. words.Take(at), .. words.Skip(at + 2)]);
    }

    /// <summary>As they were typed, after what comes before them.</summary>
    public override string ToString() => string.Concat(words.Select(word => $" {word}"));
}
