using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>The configuration in a plan: which provider a resource uses, and what its attributes refer to.</summary>
internal sealed class TerraformConfiguration(JsonObject? configuration, JsonObject? variables)
{
    /// <summary>The key of the provider of a resource; null where the configuration does not have the resource.</summary>
    public string? FindProvider(TerraformResource resource) => Find(resource)?["provider_config_key"]?.ToString();

    /// <summary>The account that a provider is limited to, or whose role it assumes last.</summary>
    public string? FindAccount(string provider)
    {
        JsonNode? expressions = configuration?["provider_config"]?[provider]?["expressions"];
        if (FindAllowed(expressions?["allowed_account_ids"]) is { } allowed)
        {
            return allowed;
        }

        // Several blocks are a chain, and the provider works as its last role: https://github.com/hashicorp/terraform-provider-aws/pull/39255
        string? role = (expressions?["assume_role"] as JsonArray)?.LastOrDefault()?["role_arn"]?["constant_value"]?.ToString();
        return RoleArn.TryParse(role, out RoleArn? arn) ? arn.AccountId : null;
    }

    /// <summary>Whether the configuration sets an attribute.</summary>
    public bool Sets(TerraformResource resource, string attribute) => Find(resource)?["expressions"]?[attribute] is not null;

    /// <summary>The addresses in the resource's module that an attribute refers to, the most exact first.</summary>
    public IReadOnlyList<string> FindReferences(TerraformResource resource, string attribute) =>
        References(Find(resource)?["expressions"]?[attribute]);

    /// <summary>What the resource's for_each refers to.</summary>
    public IReadOnlyList<string> FindRepetition(TerraformResource resource) => References(Find(resource)?["for_each_expression"]);

    /// <summary>What is passed as a variable of a module that this module calls.</summary>
    public IReadOnlyList<string> FindArgument(string? module, string call, string variable) =>
        References(FindModule(module)?["module_calls"]?[call]?["expressions"]?[variable]);

    /// <summary>What an output of a module that this module calls refers to in that module.</summary>
    public IReadOnlyList<string> FindOutput(string? module, string call, string output) =>
        References(FindModule(module)?["module_calls"]?[call]?["module"]?["outputs"]?[output]?["expression"]);

    // A list with one account, or a variable that holds one.
    private string? FindAllowed(JsonNode? expression)
    {
        JsonNode? value = expression?["constant_value"]
            ?? (References(expression) is [var only] && only.StartsWith("var.", StringComparison.Ordinal)
                ? variables?[only["var.".Length..]]?["value"]
                : null);
        return value is JsonArray list ? (list.Count == 1 ? list[0]?.ToString() : null) : value?.ToString();
    }

    private static string[] References(JsonNode? expression) =>
        expression is JsonObject map && map["references"] is JsonArray references
            ? [.. references.OfType<JsonValue>().Select(reference => reference.ToString())]
            : [];

    private JsonObject? Find(TerraformResource resource) =>
        (FindModule(resource.Module)?["resources"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(candidate =>
            candidate["type"]?.ToString() == resource.Type
            && candidate["name"]?.ToString() == resource.Name
            && (candidate["mode"]?.ToString() ?? "managed") == resource.Mode);

    private JsonNode? FindModule(string? address)
    {
        JsonNode? module = configuration?["root_module"];
        foreach (TerraformModule call in TerraformModule.Split(address))
        {
            module = module?["module_calls"]?[call.Name]?["module"];
        }

        return module;
    }
}
