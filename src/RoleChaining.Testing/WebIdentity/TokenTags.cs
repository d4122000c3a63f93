using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>
/// The session tags of a token: nested in one claim, or in a claim for each tag. See
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
/// </summary>
internal static class TokenTags
{
    private const int MaxTags = 50;
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 256;
    private const string FlatTag = WebIdentityToken.TagsClaim + "/principal_tags/";
    private const string FlatTransitiveKeys = WebIdentityToken.TagsClaim + "/transitive_tag_keys";

    public static IReadOnlyList<KeyValuePair<string, string>> Read(JsonElement claims)
    {
        List<KeyValuePair<string, string>> tags = [];
        if (Nested(claims, "principal_tags") is { } nested)
        {
            tags.AddRange(LastOfEach(nested).Select(tag => KeyValuePair.Create(tag.Name, OnlyValue(tag.Value))));
        }

        foreach (JsonProperty claim in LastOfEach(claims))
        {
            if (claim.Name.StartsWith(FlatTag, StringComparison.Ordinal))
            {
                tags.Add(
                    new(
                        claim.Name[FlatTag.Length..],
                        claim.Value.ValueKind == JsonValueKind.String ? claim.Value.GetString()! : OnlyValue(claim.Value)));
            }
        }

        return tags.Count <= MaxTags && tags.TrueForAll(IsTag) ? tags : throw Wrong("principal_tags");
    }

    public static IReadOnlyList<string> ReadTransitiveKeys(JsonElement claims)
    {
        JsonElement? keys = claims.TryGetProperty(FlatTransitiveKeys, out JsonElement flat) ? flat : Nested(claims, "transitive_tag_keys");
        return keys is { } list ? [.. list.EnumerateArray().Select(key => key.GetString() ?? throw Wrong("transitive_tag_keys"))] : [];
    }

    // Of a name that is there twice the last counts, as it does for every other claim.
    private static IEnumerable<JsonProperty> LastOfEach(JsonElement element) =>
        element.EnumerateObject().GroupBy(property => property.Name, StringComparer.Ordinal).Select(same => same.Last());

    private static bool IsTag(KeyValuePair<string, string> tag) =>
        tag.Key.Length is > 0 and <= MaxKeyLength
        && tag.Value.Length <= MaxValueLength
        && ParameterCharacters.IsTagText(tag.Key)
        && ParameterCharacters.IsTagText(tag.Value);

    private static JsonElement? Nested(JsonElement claims, string name) =>
        claims.TryGetProperty(WebIdentityToken.TagsClaim, out JsonElement tags) && tags.TryGetProperty(name, out JsonElement value)
            ? value
            : null;

    // A list of one.
    private static string OnlyValue(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.String
            ? value[0].GetString()!
            : throw Wrong("principal_tags");

    private static ServiceError Wrong(string name) =>
        new(400, "InvalidIdentityToken", $"{name} passed in claim is not in correct format.");
}
