using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>
/// Macros, which change a template before it is deployed, and are not run here. See
/// <see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html">macros</see>.
/// </summary>
internal static class CloudFormationMacros
{
    public static void Note(JsonObject root, AccountFinder accounts)
    {
        JsonNode?[] transforms = root["Transform"] is JsonArray list ? [.. list] : [root["Transform"]];
        foreach (JsonNode? transform in transforms)
        {
            string? name = transform is JsonObject map ? map["Name"]?.ToString() : transform?.ToString();
            if (name is not null && MayAddResources(name))
            {
                accounts.Note($"the template is changed by the macro {name}, which is not run.");
            }
        }

        foreach ((string id, JsonNode? resource) in root["Resources"]!.AsObject())
        {
            if (IsFunction(id))
            {
                accounts.Note($"the resources of {id} are not read.");
            }
            else if (Change(resource!.AsObject()))
            {
                accounts.Note($"{id} is changed by a macro, which is not run.");
            }
        }
    }

    /// <summary>Whether a macro changes the resource.</summary>
    public static bool Change(JsonObject resource) =>
        resource.Any(IsMacro) || (resource["Properties"] is JsonObject properties && properties.Any(IsMacro));

    /// <summary>Whether a function stands among the members, and so may add to them.</summary>
    public static bool AreIn(JsonObject map) => map.Any(member => IsFunction(member.Key));

    private static bool IsFunction(string name) => name.StartsWith("Fn::", StringComparison.Ordinal);

    // Fn::If, which may choose all properties, is none.
    private static bool IsMacro(KeyValuePair<string, JsonNode?> member) => IsFunction(member.Key) && member.Key != "Fn::If";

    private static bool MayAddResources(string name) => name == "AWS::Include" || !name.StartsWith("AWS::", StringComparison.Ordinal);
}
