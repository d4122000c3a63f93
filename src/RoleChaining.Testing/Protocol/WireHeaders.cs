using System.Collections;

namespace RoleChaining.Testing;

/// <summary>Header lines in the order they came; names compare without case.</summary>
internal sealed class WireHeaders : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _lines = [];

    public string? this[string name]
    {
        get
        {
            foreach ((string key, string value) in _lines)
            {
                if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }

    public void Add(string name, string value) => _lines.Add(new(name, value));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public List<string> All(string name)
    {
        List<string> values = [];
        foreach ((string key, string value) in _lines)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                values.Add(value);
            }
        }

        return values;
    }
}
