using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>
/// What IAM asks of users and roles: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
/// and, for tags, https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
/// </summary>
internal static class IdentityRules
{
    private const int MaxPathLength = 512;
    private const int MaxTags = 50;
    private const int MaxTagKeyLength = 128;
    private const int MaxTagValueLength = 256;

    /// <exception cref="ArgumentException">The path before the name, with a slash at both ends, is not one.</exception>
    public static void CheckPath(ReadOnlySpan<char> path, string parameter)
    {
        if (path.Length > MaxPathLength)
        {
            throw new ArgumentException($"The path '{path}' has {path.Length} characters; IAM takes {MaxPathLength} at most.", parameter);
        }

        if (path.ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException($"The path '{path}' may have visible ASCII characters alone.", parameter);
        }
    }

    /// <summary>A copy of the tags, whose keys compare without case as IAM's do.</summary>
    /// <exception cref="ArgumentException">They are not what IAM takes.</exception>
    public static IReadOnlyDictionary<string, string> CheckTags(IReadOnlyDictionary<string, string>? tags, string parameter)
    {
        Dictionary<string, string> copy = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in tags ?? copy)
        {
            if (key.Length is 0 or > MaxTagKeyLength || !ParameterCharacters.IsTagText(key))
            {
                throw Wrong($"the tag key '{key}' is not 1 to {MaxTagKeyLength} letters, digits, spaces and _.:/=+-@", parameter);
            }

            if (value.Length > MaxTagValueLength || !ParameterCharacters.IsTagText(value))
            {
                throw Wrong($"the value of tag '{key}' is not up to {MaxTagValueLength} letters, digits, spaces and _.:/=+-@", parameter);
            }

            if (IsReserved(key) || IsReserved(value))
            {
                throw Wrong($"the tag '{key}' begins with aws:, which is reserved for AWS", parameter);
            }

            if (!copy.TryAdd(key, value))
            {
                throw Wrong($"the tag key '{key}' is there twice; keys compare without case", parameter);
            }
        }

        return copy.Count <= MaxTags
            ? copy
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"there are {copy.Count} tags; {MaxTags} is the most"), parameter);
    }

    private static bool IsReserved(string text) => text.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);

    private static ArgumentException Wrong(string what, string parameter) => new($"IAM would refuse it: {what}.", parameter);
}
