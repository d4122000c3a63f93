using System.Text.Json.Nodes;

namespace RoleChaining.Testing;

/// <summary>The AWS principals in the text of a trust policy.</summary>
internal static class TrustPrincipals
{
    /// <summary>The policy with its principals replaced; the same object where none is.</summary>
    public static IamPolicy Replace(IamPolicy trust, Func<string, string> replace)
    {
        JsonNode root = JsonNode.Parse(trust.Text)!;
        JsonNode?[] statements = root["Statement"] is JsonArray list ? [.. list] : [root["Statement"]];
        bool isChanged = false;
        foreach (JsonObject principal in statements.Select(statement => statement?["Principal"]).OfType<JsonObject>())
        {
            if (principal["AWS"] is JsonArray names)
            {
                for (int i = 0; i < names.Count; i++)
                {
                    if (TryReplace(names[i], replace, out string name))
                    {
                        (names[i], isChanged) = (name, true);
                    }
                }
            }
            else if (TryReplace(principal["AWS"], replace, out string name))
            {
                (principal["AWS"], isChanged) = (name, true);
            }
        }

        return isChanged ? IamPolicy.Parse(root.ToJsonString(), IamPolicyKind.Trust, trust.Name) : trust;
    }

    private static bool TryReplace(JsonNode? name, Func<string, string> replace, out string replaced)
    {
        string? old = name?.GetValue<string>();
        replaced = old is null ? string.Empty : replace(old);
        return old is not null && replaced != old;
    }
}
