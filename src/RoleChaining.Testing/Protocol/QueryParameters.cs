using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>The parameters of an AWS Query request, body and query string alike.</summary>
internal sealed class QueryParameters
{
    /// <summary>How many members of a list may be left out in one place before STS refuses to look at the rest.</summary>
    private const int MaxGap = 10;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Values => _values;

    public string? this[string name] => _values.GetValueOrDefault(name);

    public void AddForm(ReadOnlySpan<byte> form)
    {
        while (!form.IsEmpty)
        {
            int ampersand = form.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = ampersand < 0 ? form : form[..ampersand];
            form = ampersand < 0 ? [] : form[(ampersand + 1)..];
            if (pair.IsEmpty)
            {
                continue;
            }

            int equals = pair.IndexOf((byte)'=');
            string name = Decode(equals < 0 ? pair : pair[..equals]);
            string value = equals < 0 ? string.Empty : Decode(pair[(equals + 1)..]);
            if (!_values.TryAdd(name, value))
            {
                throw Malformed();
            }
        }
    }

    /// <summary>The members of a list of texts: <c>Name.member.1</c>, <c>Name.member.2</c> …</summary>
    /// <exception cref="ServiceError">The numbers are not those of a list.</exception>
    public List<string> Members(string name) => [.. Lists(name).Select(member => member.GetValueOrDefault(string.Empty, string.Empty))];

    /// <summary>
    /// One field of each member of a list of structures: <c>Name.member.1.Field</c> … A member without the field is left out.
    /// </summary>
    /// <exception cref="ServiceError">The numbers are not those of a list.</exception>
    public List<string> Fields(string name, string field) =>
        [.. Lists(name).Select(member => member.GetValueOrDefault(field)).OfType<string>()];

    /// <summary>Two fields of each member of a list of structures, both required.</summary>
    /// <exception cref="ServiceError">The numbers are not those of a list, or a field is missing.</exception>
    public List<KeyValuePair<string, string>> Pairs(string name, string keyField, string valueField) =>
        [.. Lists(name).Select((member, index) =>
            KeyValuePair.Create(Required(member, name, index, keyField), Required(member, name, index, valueField)))];

    private static string Required(Dictionary<string, string> member, string name, int index, string field) =>
        member.GetValueOrDefault(field) ?? throw Null($"{Camel(name)}.{index + 1}.member.{Camel(field)}");

    /// <summary>
    /// The members of a list, each with its fields by name; the text of a member that has no fields is under the empty name.
    /// </summary>
    private List<Dictionary<string, string>> Lists(string name)
    {
        string prefix = name + ".member.";
        SortedDictionary<int, Dictionary<string, string>> members = [];
        foreach ((string key, string value) in _values)
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = key[prefix.Length..].Split('.', 2);
            int number = ReadNumber(parts[0]);
            if (!members.TryGetValue(number, out Dictionary<string, string>? fields))
            {
                members[number] = fields = new(StringComparer.Ordinal);
            }

            fields[parts.Length == 1 ? string.Empty : parts[1]] = value;
        }

        int previous = 1;
        foreach (int number in members.Keys)
        {
            if (number - previous > MaxGap)
            {
                throw MalformedInput($"Excessively sparse input would skip {number - previous} list elements");
            }

            previous = number;
        }

        return [.. Enumerable.Range(1, members.Count == 0 ? 0 : previous).Select(number =>
            members.TryGetValue(number, out Dictionary<string, string>? fields) ? fields : throw Null($"{Camel(name)}.{number}.member"))];
    }

    private static int ReadNumber(string text)
    {
        if (text.StartsWith('-'))
        {
            throw MalformedInput($"Key {text} may not have a leading '-'");
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw MalformedInput("Start of list found where not expected");
        }

        return number > 0 ? number : throw MalformedInput("0 is not a valid index");
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static ServiceError Null(string member) => new(
        400, "ValidationError", $"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null");

    private static ServiceError MalformedInput(string message) => new(400, "MalformedInput", message);

    private static string Decode(ReadOnlySpan<byte> encoded) =>
        PercentEncoding.TryDecode(encoded, plusIsSpace: true, out string? text) ? text : throw Malformed();

    private static ServiceError Malformed() =>
        new(400, "MalformedQueryString", "The query string contains a syntax error.");
}
