using System.Globalization;
using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>A file of the local STS with one thing taken out of its policies.</summary>
internal static class Mutations
{
    public static IEnumerable<string> WithoutStatementsAndActions(string accounts)
    {
        int documents = Documents(JsonNode.Parse(accounts)!).Count;
        for (int document = 0; document < documents; document++)
        {
            int statements = Statements(JsonNode.Parse(accounts)!, document).Count;
            for (int statement = 0; statement < statements; statement++)
            {
                JsonNode root = JsonNode.Parse(accounts)!;
                Statements(root, document).RemoveAt(statement);
                yield return root.ToJsonString();

                int actions = Statements(JsonNode.Parse(accounts)!, document)[statement]!["Action"] is JsonArray list ? list.Count : 0;
                for (int action = 0; action < actions; action++)
                {
                    root = JsonNode.Parse(accounts)!;
                    Statements(root, document)[statement]!["Action"]!.AsArray().RemoveAt(action);
                    yield return root.ToJsonString();
                }
            }
        }
    }

    public static IEnumerable<(string Accounts, int Hop, string Key)> WithoutConditionValues(string accounts)
    {
        JsonNode root = JsonNode.Parse(accounts)!;
        foreach (JsonNode? role in root["roles"]!.AsArray())
        {
            int hop = Number(role!);
            foreach (JsonNode? statement in role!["trust"]!["Statement"]!.AsArray())
            {
                foreach ((string name, JsonNode? keys) in (statement!["Condition"] as JsonObject ?? []).ToList())
                {
                    foreach ((string key, JsonNode? value) in keys!.AsObject().ToList())
                    {
                        foreach (string changed in WithoutValues(root, keys.AsObject(), name, key, value!))
                        {
                            yield return (changed, hop, key);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Without the conditions of the roles before a hop.</summary>
    public static string WithoutConditionsBefore(string accounts, int hop)
    {
        JsonNode root = JsonNode.Parse(accounts)!;
        foreach (JsonNode? role in root["roles"]!.AsArray().Where(role => Number(role!) < hop))
        {
            foreach (JsonNode? statement in role!["trust"]!["Statement"]!.AsArray())
            {
                statement!.AsObject().Remove("Condition");
            }
        }

        return root.ToJsonString();
    }

    private static int Number(JsonNode role)
    {
        string arn = role["arn"]!.ToString();
        return int.Parse(arn[(arn.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
    }

    // The tree is changed, written, and changed back.
    private static IEnumerable<string> WithoutValues(JsonNode root, JsonObject keys, string @operator, string key, JsonNode value)
    {
        if (value is JsonArray { Count: > 1 } values)
        {
            for (int i = 0; i < values.Count; i++)
            {
                JsonNode taken = values[i]!;
                values.RemoveAt(i);
                yield return root.ToJsonString();
                values.Insert(i, taken);
            }

            yield break;
        }

        JsonObject conditions = keys.Parent!.AsObject();
        keys.Remove(key);
        if (keys.Count == 0)
        {
            conditions.Remove(@operator);
        }

        yield return root.ToJsonString();
        keys[key] = value;
        conditions[@operator] ??= keys;
    }

    private static JsonArray Statements(JsonNode root, int document) => Documents(root)[document]["Statement"]!.AsArray();

    private static List<JsonNode> Documents(JsonNode root) =>
    [
        .. root["users"]!.AsArray().SelectMany(user => user!["policies"]!.AsArray()).OfType<JsonNode>(),
        .. root["roles"]!.AsArray().Select(role => role!["trust"]!),
        .. root["roles"]!.AsArray().SelectMany(role => role!["policies"]!.AsArray()).OfType<JsonNode>(),
    ];
}
