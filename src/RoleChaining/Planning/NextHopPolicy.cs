using System.Text.Encodings.Web;
using System.Text.Json;

namespace RoleChaining.Planning;

/// <summary>The session policy of a hop that may do nothing but assume the next one.</summary>
internal static class NextHopPolicy
{
    public static string Write(RoleHop next) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[{{string.Join(',', next.RequiredActions.Select(Json))}}],"Resource":{{Json(Literal(next.RoleArn.ToString()))}}}]}""";

    // A path may hold characters that mean something in a policy.
    private static string Literal(string arn) => arn
        .Replace("$", "${$}", StringComparison.Ordinal)
        .Replace("*", "${*}", StringComparison.Ordinal)
        .Replace("?", "${?}", StringComparison.Ordinal);

    private static string Json(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
