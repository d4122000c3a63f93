using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RoleChaining.Generating;

/// <summary>The policies of generated Terraform as JSON. It reads what the generator writes, and no other HCL.</summary>
internal static partial class HclPolicies
{
    private static readonly JsonDocumentOptions TrailingCommas = new() { AllowTrailingCommas = true };

    /// <summary>The argument of each jsonencode, by its resource and attribute, as <c>aws_iam_role.hubrole.assume_role_policy</c>.</summary>
    /// <param name="references">What stands in the place of a reference.</param>
    public static Dictionary<string, JsonNode> Read(string terraform, IReadOnlyDictionary<string, string> references) =>
        Encoded().Matches(terraform).ToDictionary(
            match => $"{match.Groups["type"]}.{match.Groups["label"]}.{match.Groups["attribute"]}",
            match => JsonNode.Parse(ToJson(match.Groups["value"].Value, references), documentOptions: TrailingCommas)!);

    private static string ToJson(string hcl, IReadOnlyDictionary<string, string> references)
    {
        string json = Attribute().Replace(hcl, "$1\"$2\": ");
        json = Reference().Replace(json, match => $": \"{references[match.Groups[1].Value]}\"");
        return EndOfValue().Replace(json, "$1,");
    }

    [GeneratedRegex("""resource "(?<type>\w+)" "(?<label>\w+)" \{(?:(?!^\}).)*?^  (?<attribute>\w+) = jsonencode\((?<value>.*?^  \})\)$""",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Encoded();

    [GeneratedRegex("""^( *)"?([^" \n]+)"? += """, RegexOptions.Multiline)]
    private static partial Regex Attribute();

    [GeneratedRegex(""": ((?:var|aws_iam_role)\.[\w.]+)$""", RegexOptions.Multiline)]
    private static partial Regex Reference();

    // Between braces. What encloses all has no next line.
    [GeneratedRegex("""(["\]}])(?=\n)""")]
    private static partial Regex EndOfValue();
}
