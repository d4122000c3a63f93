using System.Globalization;
using System.Text.Json;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// One object of a JSON file. It knows its place in the file and which of its keys were read. Keys ignore case, as in configuration.
/// </summary>
internal sealed class JsonSection
{
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _place;

    public JsonSection(JsonElement element, string place)
    {
        _place = place;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new UsageException($"{place} is to be an object: {{ ... }}.");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!_unread.TryAdd(property.Name, property.Value))
            {
                throw Fault(property.Name, "stands there twice, in different case; remove one of them");
            }
        }
    }

    public IEnumerable<string> Names => _unread.Keys;

    public string? Text(string key) => Take(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Fault(key, "is to be a string");

    public bool Flag(string key) => Take(key) is { } value && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetString(), out bool flag) => flag,
        _ => throw Fault(key, "is to be true or false"),
    };

    public double? Number(string key) => Take(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw Fault(key, "is to be a number");

    public TimeSpan? Time(string key) => Take(key) is not { } value ? null

            : value.ValueKind == JsonValueKind.String
                && TimeSpan.TryParseExact(value.GetString(), "c", CultureInfo.InvariantCulture, out TimeSpan time)
            ? time
        : throw Fault(key, "is to be a time such as \"01:00:00\"");

    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum => Take(key) is not { } value ? otherwise

            : value.ValueKind == JsonValueKind.String
                && Enum.TryParse(value.GetString(), ignoreCase: true, out T choice)
                && Enum.IsDefined(choice)
            ? choice
        : throw Fault(key, $"is to be one of {string.Join(", ", Enum.GetNames<T>())}");

    public IEnumerable<string> Texts(string key) => Items(key).Select(
        item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Fault(key, "is to hold strings"));

    public IEnumerable<JsonSection> Sections(string key) => Items(key).Select(
        (item, index) => new JsonSection(item, string.Create(CultureInfo.InvariantCulture, $"{_place}: {key}[{index}]")));

    public JsonSection? Section(string key) => Take(key) is { } value ? new JsonSection(value, $"{_place}: {key}") : null;

    /// <summary>The only section below this one; null when there are none or several.</summary>
    public JsonSection? Only() => _unread.Count == 1 ? Section(_unread.Keys.First()) : null;

    public void RefuseUnknown()
    {
        if (_unread.Count > 0)
        {
            throw Fault(_unread.Keys.First(), "is not a known key");
        }
    }

    public override string ToString() => _place;

    private JsonElement? Take(string key) =>
        _unread.Remove(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private IReadOnlyList<JsonElement> Items(string key) => Take(key) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : throw Fault(key, "is to be a list: [ ... ]");

    private UsageException Fault(string key, string what) => new($"{_place}: {key} {what}.");
}
