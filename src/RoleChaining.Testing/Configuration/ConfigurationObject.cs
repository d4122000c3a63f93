using System.Globalization;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>One object of the configuration, which knows where it is and what of it was read.</summary>
internal sealed class ConfigurationObject
{
    // Ten thousand days: more than that is a mistake, and dates have an end.
    private const double MaxSeconds = 864_000_000;

    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly string _document;

    /// <param name="element">The object.</param>
    /// <param name="path">Where it is in the document; empty for the document itself.</param>
    /// <param name="document">What the document is called.</param>
    public ConfigurationObject(JsonElement element, string path, string document = "configuration")
    {
        _path = path;
        _document = document;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Fault(null, "is to be an object");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            _unread.Add(property.Name, property.Value);
        }
    }

    public string Text(string key) => OptionalText(key) ?? throw Fault(key, "is missing");

    public string? OptionalText(string key)
    {
        if (!_unread.Remove(key, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? Read(key, value) : throw Fault(key, "is to be a string");
    }

    public IReadOnlyList<string>? OptionalTexts(string key) => Array(key) is { } items
        ? [.. items.Select(item => item.ValueKind == JsonValueKind.String ? Read(key, item) : throw Fault(key, "is to hold strings"))]
        : null;

    /// <summary>A document inside the document: an IAM policy as it stands, or as a string that holds it.</summary>
    public string Json(string key) => _unread.Remove(key, out JsonElement value) ? Document(key, value) : throw Fault(key, "is missing");

    /// <summary>Null where there is none.</summary>
    public string? OptionalJson(string key) => _unread.Remove(key, out JsonElement value) ? Document(key, value) : null;

    public IReadOnlyList<string>? Policies(string key) => Array(key) is { } items ? [.. items.Select(item => Document(key, item))] : null;

    public IEnumerable<ConfigurationObject> Objects(string key) =>
        (Array(key) ?? []).Select(
            (item, index) =>
                new ConfigurationObject(item, string.Create(CultureInfo.InvariantCulture, $"{Path(key)}[{index}]"), _document));

    /// <summary>An object as it stands, while the document lives.</summary>
    public JsonElement? OptionalElement(string key)
    {
        if (!_unread.Remove(key, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object ? value : throw Fault(key, "is to be an object");
    }

    public ConfigurationObject? OptionalObject(string key) =>
        _unread.Remove(key, out JsonElement value) ? new(value, Path(key), _document) : null;

    public int? OptionalInteger(string key)
    {
        if (!_unread.Remove(key, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Fault(key, "is to be a whole number");
    }

    public double? OptionalNumber(string key)
    {
        if (!_unread.Remove(key, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Fault(key, "is to be a number");
    }

    public DateTimeOffset? OptionalTime(string key)
    {
        if (OptionalText(key) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            && time.Year is >= 1970 and < 9000
            ? time
            : throw Fault(key, "is to be a time such as 2026-11-20T12:00:00Z");
    }

    /// <summary>Seconds, as IAM counts them, or <c>hh:mm:ss</c>.</summary>
    public TimeSpan? Duration(string key)
    {
        if (!_unread.Remove(key, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= -MaxSeconds and <= MaxSeconds and var seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return value.ValueKind == JsonValueKind.String
            && TimeSpan.TryParseExact(Read(key, value), "c", CultureInfo.InvariantCulture, out TimeSpan duration)
            ? duration
            : throw Fault(key, "is to be a number of seconds, or hh:mm:ss");
    }

    public IReadOnlyDictionary<string, string>? Dictionary(string key)
    {
        if (!_unread.Remove(key, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Fault(key, "is to be an object");
        }

        return value.EnumerateObject().ToDictionary(
            property => property.Name,
            property =>
                property.Value.ValueKind == JsonValueKind.String ? Read(key, property.Value) : throw Fault(key, "is to hold strings"));
    }

    public void RefuseUnknown()
    {
        if (_unread.Count > 0)
        {
            throw Fault(_unread.Keys.First(), "is not a known key");
        }
    }

    /// <summary>An addition that says which object it was about when it fails.</summary>
    public Action Naming(Action add) => () =>
    {
        try
        {
            add();
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"The {_document}'s {_path}: {exception.Message}", exception);
        }
    };

    private IReadOnlyList<JsonElement>? Array(string key)
    {
        if (!_unread.Remove(key, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Fault(key, "is to be a list");
    }

    private string Document(string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.GetRawText(),
        JsonValueKind.String => Read(key, value),
        _ => throw Fault(key, "is to be an IAM policy"),
    };

    private string Read(string key, JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault(key, "is no valid text");
        }
    }

    private string Path(string key) => _path.Length == 0 ? key : _path + "." + key;

    public FormatException Fault(string? key, string what)
    {
        string path = key is null ? _path : Path(key);
        return new(path.Length == 0 ? $"The {_document} {what}." : $"The {_document}'s {path} {what}.");
    }
}
