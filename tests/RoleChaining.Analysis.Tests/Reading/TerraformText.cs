namespace RoleChaining.Reading;

/// <summary>Writes plans and states of few resources, as <c>terraform show -json</c> prints them.</summary>
internal static class TerraformText
{
    /// <summary>An allowing policy, as a text in JSON.</summary>
    public const string Allow = """{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}""";

    public const string Deny = """{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}""";

    /// <summary>A plan.</summary>
    /// <param name="resources">What is planned: see <see cref="Resource"/>.</param>
    /// <param name="changes">See <see cref="Later"/> and <see cref="Deletion"/>.</param>
    /// <param name="configuration">See <see cref="Expression"/>.</param>
    /// <param name="rest">Other members of the configuration's root module.</param>
    /// <param name="modules">Child modules of the root module.</param>
    public static string Plan(string[] resources, string[]? changes = null, string[]? configuration = null, string rest = "", string[]? modules = null) => $$"""
        {
          "format_version": "1.2",
          "planned_values": { "root_module": {
            "resources": [ {{string.Join(", ", resources)}} ],
            "child_modules": [ {{string.Join(", ", modules ?? [])}} ] } },
          "resource_changes": [ {{string.Join(", ", changes ?? [])}} ],
          "configuration": { "root_module": { "resources": [ {{string.Join(", ", configuration ?? [])}} ] {{rest}} } }
        }
        """;

    public static string State(params string[] resources) => $$"""
        { "format_version": "1.0", "values": { "root_module": { "resources": [ {{string.Join(", ", resources)}} ] } } }
        """;

    /// <summary>A resource of an address such as <c>aws_iam_role.hub</c> or <c>module.a.aws_iam_role.hub[0]</c>.</summary>
    public static string Resource(string address, string values = "{}")
    {
        int bracket = address[address.LastIndexOf('.')..].IndexOf('[', StringComparison.Ordinal);
        string index = bracket < 0 ? "" : $"\"index\": {address[(address.LastIndexOf('.') + bracket + 1)..^1]}, ";
        return $$"""
            { "address": "{{Escape(address)}}", "mode": "managed", "type": "{{Type(address)}}", "name": "{{Name(address)}}", {{index}}"values": {{values}} }
            """;
    }

    /// <summary>Which values of a resource are known only after the plan is applied.</summary>
    public static string Later(string address, string unknown) =>
        $$"""{ "address": "{{Escape(address)}}", "change": { "actions": ["create"], "after_unknown": {{unknown}} } }""";

    public static string Deletion(string address, string before, string actions = "\"delete\"") => $$"""
        { "address": "{{address}}", "mode": "managed", "type": "{{Type(address)}}", "name": "{{Name(address)}}",
          "change": { "actions": [{{actions}}], "before": {{before}}, "after": null, "after_unknown": {} } }
        """;

    /// <summary>What an attribute of a resource refers to.</summary>
    public static string Expression(string address, string attribute, params string[] references) => $$"""
        { "address": "{{address}}", "mode": "managed", "type": "{{Type(address)}}", "name": "{{Name(address)}}",
          "expressions": { "{{attribute}}": { "references": [ {{string.Join(", ", references.Select(reference => $"\"{Escape(reference)}\""))}} ] } } }
        """;

    /// <summary>A text within one of JSON.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Type(string address) => address.Split('.')[^2];

    private static string Name(string address) => address.Split('.')[^1].Split('[')[0];
}
