using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RoleChaining.Reading;

/// <summary>
/// Reads YAML of CloudFormation as JSON. All scalars are texts: an account id is no number, and a policy's Version is no date. A short tag
/// becomes its long form. See
/// <see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">the
/// functions</see>.
/// </summary>
internal sealed partial class YamlText
{
    // A template has at most a megabyte. With anchors a short text can become an endless tree.
    private const int MaxDepth = 64;
    private const int MaxNodes = 1_000_000;

    private int _nodes;

    private YamlText()
    {
    }

    /// <summary>The documents of a file, which stand one after the other. The limits are those of all of them together.</summary>
    public static IReadOnlyList<JsonNode?> Read(string text)
    {
        // The parser refuses a block of text whose first line has more spaces than its second, which CloudFormation takes.
        string trimmed = LineOfSpaces().Replace(text, "");
        YamlStream stream = [];
        stream.Load(new LimitedYamlParser(new StringReader(trimmed), MaxDepth));
        YamlText reader = new();
        return [.. stream.Documents.Select(document => reader.ToJson(document.RootNode, depth: 0))];
    }

    private JsonNode? ToJson(YamlNode node, int depth)
    {
        // An alias brings in a whole tree.
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            throw new YamlException(node.Start, node.End, LimitedYamlParser.Message);
        }

        JsonNode? value = node switch
        {
            YamlMappingNode map => ToObject(map, depth),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => ToJson(item, depth + 1))]),
            YamlScalarNode scalar => IsNull(scalar) ? null : JsonValue.Create(scalar.Value),
            _ => null,
        };
        return node.Tag is { IsEmpty: false, IsNonSpecific: false } tag
            && tag.Value.StartsWith('!') && !tag.Value.StartsWith("!!", StringComparison.Ordinal)
            ? ToFunction(tag.Value[1..], value)
            : value;
    }

    private JsonObject ToObject(YamlMappingNode map, int depth)
    {
        JsonObject result = [];
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            result[key is YamlScalarNode { Value: { } name } ? name : key.ToString()] = ToJson(value, depth + 1);
        }

        return result;
    }

    // "Parameters:" with nothing after it has no value.
    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Value is null || (scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL");

    private static JsonObject ToFunction(string name, JsonNode? value) => name switch
    {
        "Ref" or "Condition" => new JsonObject { [name] = value },
        "GetAtt" when value is JsonValue text && text.GetValue<string>().Split('.', 2) is [var resource, var attribute] =>
            new JsonObject { ["Fn::GetAtt"] = new JsonArray(JsonValue.Create(resource), JsonValue.Create(attribute)) },
        _ => new JsonObject { [$"Fn::{name}"] = value },
    };

    [GeneratedRegex(@"^ +(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex LineOfSpaces();
}
