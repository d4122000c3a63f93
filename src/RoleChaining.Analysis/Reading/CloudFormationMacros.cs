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
            if (IsMacro(id))
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
        AreIn(resource) || (resource["Properties"] is JsonObject properties && AreIn(properties));

    /// <summary>Whether a macro stands beside other members, which it changes or adds to.</summary>
    public static bool AreIn(JsonObject map) => map.Any(member => IsMacro(member.Key));

    // Fn::Transform or Fn::ForEach: other functions stand alone.
    private static bool IsMacro(string name) => name.StartsWith("Fn::", StringComparison.Ordinal);

    private static bool MayAddResources(string name) => name == "AWS::Include" || !name.StartsWith("AWS::", StringComparison.Ordinal);
}
