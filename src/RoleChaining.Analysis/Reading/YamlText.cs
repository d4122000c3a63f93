using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace RoleChaining.Reading;

/// <summary>
/// Reads YAML of CloudFormation as JSON. All scalars are texts: an account id is no number, and a policy's Version is no date. A short tag
/// becomes its long form. See
/// <see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">the functions</see>.
/// </summary>
internal static class YamlText
{
    public static JsonNode? Read(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return stream.Documents is [var document, ..] ? ToJson(document.RootNode, depth: 0) : null;
    }

    private static JsonNode? ToJson(YamlNode node, int depth)
    {
        // Anchors may make a tree endless.
        if (depth > 64)
        {
            throw new YamlDotNet.Core.YamlException(node.Start, node.End, "The document is nested too deeply.");
        }

        JsonNode? value = node switch
        {
            YamlMappingNode map => ToObject(map, depth),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => ToJson(item, depth + 1))]),
            YamlScalarNode scalar => scalar.Value is null ? null : JsonValue.Create(scalar.Value),
            _ => null,
        };
        return node.Tag is { IsEmpty: false, IsNonSpecific: false } tag && tag.Value.StartsWith('!') && !tag.Value.StartsWith("!!", StringComparison.Ordinal)
            ? ToFunction(tag.Value[1..], value)
            : value;
    }

    private static JsonObject ToObject(YamlMappingNode map, int depth)
    {
        JsonObject result = [];
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            result[key is YamlScalarNode { Value: { } name } ? name : key.ToString()] = ToJson(value, depth + 1);
        }

        return result;
    }

    private static JsonObject ToFunction(string name, JsonNode? value) => name switch
    {
        "Ref" or "Condition" => new JsonObject { [name] = value },
        "GetAtt" when value is JsonValue text && text.GetValue<string>().Split('.', 2) is [var resource, var attribute] =>
            new JsonObject { ["Fn::GetAtt"] = new JsonArray(JsonValue.Create(resource), JsonValue.Create(attribute)) },
        _ => new JsonObject { [$"Fn::{name}"] = value },
    };
}
