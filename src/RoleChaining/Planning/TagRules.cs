using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>
/// The rules of session tags. Tag values may name customers, so messages leave them out. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">passing session tags</see>.
/// </summary>
internal static class TagRules
{
    private const string ReservedPrefix = "aws:";

    public static void Check(SessionTagCollection tags, HopContext context)
    {
        if (tags.Count > AwsLimits.MaxTags)
        {
            context.Errors.Add(
                nameof(RoleHopOptions.Tags),
                $"has {tags.Count} tags; AWS takes {AwsLimits.MaxTags}: remove {tags.Count - AwsLimits.MaxTags}");
        }

        // STS compares keys without case.
        Dictionary<string, int> firstUse = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < tags.Count; i++)
        {
            string property = $"{nameof(RoleHopOptions.Tags)}[{i}]";
            if (tags[i] is not { Key: not null, Value: not null } tag)
            {
                context.Errors.Add(property, "lacks its key or its value; write both (an empty value is \"\") or remove the tag");
                continue;
            }

            CheckKey(tag.Key, $"{property}.{nameof(tag.Key)}", context);
            CheckValue(tag.Value, $"{property}.{nameof(tag.Value)}", context.Errors);
            if (!firstUse.TryAdd(tag.Key, i))
            {
                context.Errors.Add(
                    $"{property}.{nameof(tag.Key)}",
                    $"is {Quoted.Text(tag.Key)}, which Tags[{firstUse[tag.Key]}] has already (case does not count); keep one of them");
            }
        }
    }

    private static void CheckKey(string key, string property, HopContext context)
    {
        TextRule.TagKey.Check(key, property, context.Errors);
        if (key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            context.Errors.Add(property, $"is {Quoted.Text(key)}; the prefix \"{ReservedPrefix}\" is AWS's own: choose another");
        }

        if (context.Inherited.TagOrigin(key) is { } origin)
        {
            context.Errors.Add(
                property,
                $"is {Quoted.Text(key)}, which this hop inherits from {origin} as a transitive tag (case does not count), and AWS refuses it even "
                + "with the same value; remove it here");
        }
    }

    private static void CheckValue(string value, string property, ChainErrors errors)
    {
        TextRule.TagValue.Check(value, property, errors, secret: true);
        if (value.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add(property, $"begins with \"{ReservedPrefix}\", which is AWS's own prefix; choose another");
        }
    }
}
