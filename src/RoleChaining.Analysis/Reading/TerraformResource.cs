using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>One instance of a resource or a data source.</summary>
internal sealed class TerraformResource
{
    private readonly JsonObject _values;

    private TerraformResource(string address, string? module, string mode, string type, string name, string? index, JsonObject? values) =>
        (Address, Module, Mode, Type, Name, Index, _values) = (address, module, mode, type, name, index, values ?? []);

    public string Address { get; }

    /// <summary>The address of its module; null for the root module.</summary>
    public string? Module { get; }

    public string Mode { get; }

    public string Type { get; }

    public string Name { get; }

    /// <summary>The key of count or for_each, as it is written.</summary>
    public string? Index { get; }

    /// <summary>Which of its values are known only after the plan is applied.</summary>
    public JsonObject? Unknown { get; set; }

    /// <summary>In a state, the addresses without keys of what it was made from.</summary>
    public IReadOnlyList<string> DependsOn { get; private init; } = [];

    public static TerraformResource Read(JsonObject resource, string? module) => Read(resource, module, resource["values"] as JsonObject);

    /// <summary>A resource as it was before a change.</summary>
    public static TerraformResource ReadBefore(JsonObject change, JsonObject before) =>
        Read(change, change["module_address"]?.ToString(), before);

    public static TerraformResource ReadState(JsonObject resource, JsonObject instance)
    {
        string? module = resource["module"]?.ToString();
        string type = resource["type"]?.ToString() ?? "";
        string name = resource["name"]?.ToString() ?? "";
        JsonNode? key = instance["index_key"];
        string index = key is null ? "" : $"[{key.ToJsonString()}]";
        string address = $"{(module is null ? "" : module + ".")}{type}.{name}{index}";
        string mode = resource["mode"]?.ToString() ?? "managed";
        return new(address, module, mode, type, name, key?.ToString(), instance["attributes"] as JsonObject)
        {
            DependsOn = ReadTexts(instance["dependencies"]),
        };
    }

    /// <summary>Null where it is not set, or not known. A state has an empty text for what is not set.</summary>
    public string? Text(string attribute) => _values[attribute] is JsonValue value
        && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number
        && value.ToString() is { Length: > 0 } text
            ? text
            : null;

    public IReadOnlyList<string> Texts(string attribute) =>
        ReadTexts(_values[attribute]);

    public IEnumerable<JsonObject> Objects(string attribute) => (_values[attribute] as JsonArray ?? []).OfType<JsonObject>();

    public IReadOnlyDictionary<string, string>? Map(string attribute) => _values[attribute] is JsonObject map
        ? map.Where(entry => entry.Value is not null)
            .DistinctBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(entry => entry.Key, entry => entry.Value!.ToString(), StringComparer.OrdinalIgnoreCase)
        : null;

    /// <summary>Whether the value, or a part of it, is known only after the plan is applied.</summary>
    public bool IsUnknown(string attribute) => Unknown?[attribute] is { } value && HasTrue(value);

    public override string ToString() => Address;

    private static TerraformResource Read(JsonObject resource, string? module, JsonObject? values) => new(
        resource["address"]?.ToString() ?? "",
        module,
        resource["mode"]?.ToString() ?? "managed",
        resource["type"]?.ToString() ?? "",
        resource["name"]?.ToString() ?? "",
        resource["index"]?.ToString(),
        values)
    {
        DependsOn = ReadTexts(resource["depends_on"]),
    };

    private static string[] ReadTexts(JsonNode? list) =>
        list is JsonArray items ? [.. items.OfType<JsonValue>().Select(value => value.ToString())] : [];

    private static bool HasTrue(JsonNode? node) => node switch
    {
        JsonObject map => map.Any(entry => HasTrue(entry.Value)),
        JsonArray list => list.Any(HasTrue),
        JsonValue value => value.GetValueKind() == JsonValueKind.True,
        _ => false,
    };
}
