using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>
/// Writes values of HCL as <c>terraform fmt</c> does: two spaces, and the <c>=</c> of neighbouring one-line attributes below each other.
/// See the <see href="https://developer.hashicorp.com/terraform/language/style">style</see> and the
/// <see href="https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md">grammar</see>.
/// </summary>
internal static class HclText
{
    private const string ReferenceKey = "$reference";

    /// <summary>An expression such as <c>var.name</c>, which is written as it is.</summary>
    public static JsonObject Reference(string expression) => new() { [ReferenceKey] = expression };

    /// <summary>The lines of a body, a block or an object, between its braces.</summary>
    public static void WriteBody(StringBuilder text, IReadOnlyList<KeyValuePair<string, JsonNode?>> attributes, int depth)
    {
        string[] values = [.. attributes.Select(attribute => Write(attribute.Value, depth))];
        int first = 0;
        while (first < values.Length)
        {
            int next = first + 1;
            if (IsOneLine(values[first]))
            {
                while (next < values.Length && IsOneLine(values[next]))
                {
                    next++;
                }
            }

            int width = attributes.Skip(first).Take(next - first).Max(attribute => Name(attribute.Key).Length);
            for (int i = first; i < next; i++)
            {
                text.Append(' ', 2 * depth).Append(Name(attributes[i].Key).PadRight(width)).Append(" = ").Append(values[i]).Append('\n');
            }

            first = next;
        }
    }

    /// <summary>A string with its quotes. Nothing in it is a template.</summary>
    public static string Quote(string value)
    {
        StringBuilder text = new("\"");
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '$' or '%' when i + 1 < value.Length && value[i + 1] == '{' => $"{c}{c}",
                _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    public static string Write(JsonNode? node, int depth) => node switch
    {
        JsonObject map when map.TryGetPropertyValue(ReferenceKey, out JsonNode? expression) => expression!.GetValue<string>(),
        JsonObject map => WriteObject(map, depth),
        JsonArray list when list.All(item => item is JsonValue) => $"[{string.Join(", ", list.Select(item => Write(item, depth)))}]",
        JsonArray list => WriteList(list, depth),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quote(value.GetValue<string>()),
        null => "null",
        _ => node.ToJsonString(),
    };

    private static string WriteObject(JsonObject map, int depth)
    {
        StringBuilder text = new("{\n");
        WriteBody(text, [.. map], depth + 1);
        return text.Append(' ', 2 * depth).Append('}').ToString();
    }

    private static string WriteList(JsonArray list, int depth)
    {
        StringBuilder text = new("[\n");
        foreach (JsonNode? item in list)
        {
            text.Append(' ', 2 * (depth + 1)).Append(Write(item, depth + 1)).Append(",\n");
        }

        return text.Append(' ', 2 * depth).Append(']').ToString();
    }

    private static bool IsOneLine(string value) => !value.Contains('\n', StringComparison.Ordinal);

    private static string Name(string key) => key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? key : Quote(key);
}
