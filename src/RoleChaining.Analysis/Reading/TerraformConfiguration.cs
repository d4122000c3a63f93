using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>The configuration in a plan: which provider a resource uses, and what its attributes refer to.</summary>
internal sealed class TerraformConfiguration(JsonObject? configuration)
{
    private const string DefaultProvider = "aws";

    /// <summary>The key of the provider of a resource.</summary>
    public string FindProvider(TerraformResource resource) =>
        Find(resource)?["provider_config_key"]?.ToString() ?? DefaultProvider;

    /// <summary>The account that a provider is limited to, or whose role it assumes.</summary>
    public string? FindAccount(string provider)
    {
        JsonNode? expressions = configuration?["provider_config"]?[provider]?["expressions"];
        if (expressions?["allowed_account_ids"]?["constant_value"] is JsonArray { Count: 1 } allowed)
        {
            return allowed[0]?.ToString();
        }

        string? role = (expressions?["assume_role"] as JsonArray)?.FirstOrDefault()?["role_arn"]?["constant_value"]?.ToString();
        return RoleArn.TryParse(role, out RoleArn? arn) ? arn.AccountId : null;
    }

    /// <summary>The addresses in the resource's module that an attribute refers to, the most exact first.</summary>
    public IReadOnlyList<string> FindReferences(TerraformResource resource, string attribute) =>
        Find(resource)?["expressions"]?[attribute]?["references"] is JsonArray references
            ? [.. references.OfType<JsonValue>().Select(reference => reference.ToString())]
            : [];

    private JsonObject? Find(TerraformResource resource)
    {
        JsonNode? module = configuration?["root_module"];
        foreach (string call in ModuleCalls(resource.Module))
        {
            module = module?["module_calls"]?[call]?["module"];
        }

        return (module?["resources"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(candidate =>
            candidate["type"]?.ToString() == resource.Type
            && candidate["name"]?.ToString() == resource.Name
            && (candidate["mode"]?.ToString() ?? "managed") == resource.Mode);
    }

    /// <summary>The names in <c>module.a["x"].module.b</c>.</summary>
    private static List<string> ModuleCalls(string? module)
    {
        List<string> calls = [];
        ReadOnlySpan<char> rest = module;
        while (rest.StartsWith("module."))
        {
            rest = rest["module.".Length..];
            int end = rest.IndexOfAny('.', '[');
            calls.Add((end < 0 ? rest : rest[..end]).ToString());
            int close = end >= 0 && rest[end] == '[' ? rest.IndexOf(']') : end - 1;
            rest = end < 0 || close + 2 > rest.Length ? [] : rest[(close + 2)..];
        }

        return calls;
    }
}
