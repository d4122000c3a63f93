namespace RoleChaining.Testing;

/// <summary><c>Tags.member.N</c> of a request.</summary>
internal static class TagParameters
{
    private const int MaxTags = 50;

    public static IReadOnlyList<KeyValuePair<string, string>> Read(QueryParameters parameters) => parameters.Pairs("Tags", "Key", "Value");

    public static void Validate(
        ParameterValidator validator, IReadOnlyList<KeyValuePair<string, string>> tags, IReadOnlyList<string> transitiveKeys)
    {
        validator.Count("tags", tags.Count, MaxTags);
        validator.Count("transitiveTagKeys", transitiveKeys.Count, MaxTags);
        for (int i = 0; i < tags.Count; i++)
        {
            validator.Text(
                $"tags.{i + 1}.member.key", tags[i].Key, 1, 128, ParameterCharacters.TagKeyPattern, ParameterCharacters.IsTagText);
            validator.Text(
                $"tags.{i + 1}.member.value", tags[i].Value, 0, 256, ParameterCharacters.TagValuePattern, ParameterCharacters.IsTagText);
        }

        for (int i = 0; i < transitiveKeys.Count; i++)
        {
            validator.Text(
                $"transitiveTagKeys.{i + 1}.member",
                transitiveKeys[i],
                1,
                128,
                ParameterCharacters.TagKeyPattern,
                ParameterCharacters.IsTagText);
        }
    }

    /// <summary>
    /// The rules for a set of tags, from a request or a token: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    /// </summary>
    public static void CheckSet(IReadOnlyList<KeyValuePair<string, string>> tags, IReadOnlyList<string> transitiveKeys)
    {
        HashSet<string> keys = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in tags)
        {
            if (!keys.Add(key))
            {
                throw Invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }

            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw Invalid("Tag keys and values beginning with aws: are reserved for system use.");
            }
        }

        foreach (string key in transitiveKeys)
        {
            if (!keys.Contains(key))
            {
                throw Invalid("The specified transitive tag key must be included in the requested tags.");
            }
        }
    }

    /// <summary>An inherited transitive tag cannot be set again, not even to the value it has.</summary>
    public static void CheckAgainstInherited(IReadOnlyList<KeyValuePair<string, string>> tags, SessionTags inherited)
    {
        if (tags.Any(tag => inherited.Has(tag.Key)))
        {
            throw Invalid(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.");
        }
    }

    private static ServiceError Invalid(string message) => new(400, "InvalidParameterValue", message);
}
