using System.Text.Encodings.Web;
using System.Text.Json;

namespace RoleChaining.Diagnostics;

/// <summary>One statement of an IAM policy as compact JSON, to be pasted.</summary>
internal static class StatementText
{
    /// <summary>The external id is a secret, so a placeholder stands for it.</summary>
    public static string Write(HopStatement statement)
    {
        string principal = statement.Principal is null ? "" : $$""","Principal":{"AWS":{{Json(statement.Principal)}}}""";
        string resource = statement.Resource is null ? "" : $""","Resource":{Json(statement.Resource)}""";
        return $$"""{"Effect":"Allow"{{principal}},"Action":{{OneOrMore(statement.Actions)}}{{resource}}{{(statement.NeedsExternalId ? ExternalId : "")}}}""";
    }

    private const string ExternalId = ""","Condition":{"StringEquals":{"sts:ExternalId":"<your external id>"}}""";

    private static string OneOrMore(IReadOnlyList<string> values) =>
        values is [var only] ? Json(only) : $"[{string.Join(',', values.Select(Json))}]";

    // Paths of roles may hold quotes.
    private static string Json(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
