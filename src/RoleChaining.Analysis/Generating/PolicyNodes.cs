using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>
/// Makes a policy a tree of JSON nodes, which each format writes its way. A secret stands in it as its value, or as a reference that the
/// format makes.
/// </summary>
internal static class PolicyNodes
{
    public static JsonObject Create(IReadOnlyList<PolicyStatement> statements, Func<PolicyCondition, JsonNode>? secret = null) => new()
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. statements.Select(statement => (JsonNode)Create(statement, secret))]),
    };

    public static JsonObject Create(PolicyStatement statement, Func<PolicyCondition, JsonNode>? secret = null)
    {
        JsonObject node = new() { ["Sid"] = statement.Sid, ["Effect"] = "Allow" };
        if (statement.Principal is not null)
        {
            node["Principal"] = new JsonObject { ["AWS"] = statement.Principal };
        }

        node["Action"] = OneOrMore(statement.Actions);
        if (statement.Resource is not null)
        {
            node["Resource"] = statement.Resource;
        }

        if (statement.Conditions.Count > 0)
        {
            JsonObject conditions = [];
            foreach (IGrouping<string, PolicyCondition> group in statement.Conditions.GroupBy(condition => condition.Operator))
            {
                conditions[group.Key] = new JsonObject(group.Select(condition => KeyValuePair.Create<string, JsonNode?>(
                    condition.Key,
                    condition.SecretName is not null && secret is not null ? secret(condition) : OneOrMore(condition.Values))));
            }

            node["Condition"] = conditions;
        }

        return node;
    }

    private static JsonNode OneOrMore(IReadOnlyList<string> values) =>
        values is [var only] ? JsonValue.Create(only) : new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);
}
