using System.Text.Encodings.Web;
using System.Text.Json;

namespace RoleChaining.Diagnostics;

/// <summary>One statement of an IAM policy as compact JSON, to be pasted.</summary>
internal static class IamStatement
{
    /// <summary>For the caller's identity policy.</summary>
    public static string Allow(IReadOnlyList<string> actions, string resource) =>
        $$"""{"Effect":"Allow","Action":{{OneOrMore(actions)}},"Resource":{{Json(resource)}}}""";

    /// <summary>For the role's trust policy. The external id is a secret, so a placeholder stands for it.</summary>
    public static string Trust(IReadOnlyList<string> actions, string principal, bool withExternalId) =>
        $$"""{"Effect":"Allow","Principal":{"AWS":{{Json(principal)}}},"Action":{{OneOrMore(actions)}}{{(withExternalId ? ExternalId : "")}}}""";

    private const string ExternalId = ""","Condition":{"StringEquals":{"sts:ExternalId":"<your external id>"}}""";

    private static string OneOrMore(IReadOnlyList<string> values) =>
        values is [var only] ? Json(only) : $"[{string.Join(',', values.Select(Json))}]";

    // Paths of roles may hold quotes.
    private static string Json(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
