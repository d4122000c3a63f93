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

    public static TerraformResource Read(JsonObject resource, string? module) => new(
        resource["address"]?.ToString() ?? "",
        module,
        resource["mode"]?.ToString() ?? "managed",
        resource["type"]?.ToString() ?? "",
        resource["name"]?.ToString() ?? "",
        resource["index"]?.ToString(),
        resource["values"] as JsonObject);

    public static TerraformResource ReadState(JsonObject resource, JsonObject instance)
    {
        string? module = resource["module"]?.ToString();
        string type = resource["type"]?.ToString() ?? "";
        string name = resource["name"]?.ToString() ?? "";
        JsonNode? key = instance["index_key"];
        string index = key is null ? "" : $"[{key.ToJsonString()}]";
        string address = $"{(module is null ? "" : module + ".")}{type}.{name}{index}";
        return new(address, module, resource["mode"]?.ToString() ?? "managed", type, name, key?.ToString(), instance["attributes"] as JsonObject);
    }

    /// <summary>Null where it is not set, or not known.</summary>
    public string? Text(string attribute) =>
        _values[attribute] is JsonValue value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? _values[attribute]!.ToString() : null;

    public IReadOnlyList<string> Texts(string attribute) =>
        _values[attribute] is JsonArray list ? [.. list.OfType<JsonValue>().Select(value => value.ToString())] : [];

    public IEnumerable<JsonObject> Objects(string attribute) => (_values[attribute] as JsonArray ?? []).OfType<JsonObject>();

    public IReadOnlyDictionary<string, string>? Map(string attribute) => _values[attribute] is JsonObject map
        ? map.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!.ToString(), StringComparer.OrdinalIgnoreCase)
        : null;

    /// <summary>Whether the value, or a part of it, is known only after the plan is applied.</summary>
    public bool IsUnknown(string attribute) => Unknown?[attribute] is { } value && HasTrue(value);

    public override string ToString() => Address;

    private static bool HasTrue(JsonNode? node) => node switch
    {
        JsonObject map => map.Any(entry => HasTrue(entry.Value)),
        JsonArray list => list.Any(HasTrue),
        JsonValue value => value.GetValueKind() == JsonValueKind.True,
        _ => false,
    };
}
