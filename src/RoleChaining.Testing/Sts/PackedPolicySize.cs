using System.Text;

namespace RoleChaining.Testing;

/// <summary>How much of its space a session's policies and tags take, once STS has packed them.</summary>
/// <remarks>
/// AWS does not say how it packs. It was seen to report 498 % for nine tags of 2 and 250 characters, so a hundred per cent is taken to be
/// 459 bytes of keys and values with two bytes for each tag; inherited tags count too. A policy is measured against its 2,048 characters.
/// </remarks>
internal static class PackedPolicySize
{
    private const int TagBytes = 459;
    private const int PolicyCharacters = 2048;
    private const int TokenPercent = 24;

    /// <summary>The percentage; null when there is nothing to pack, in which case AWS leaves it out of the answer.</summary>
    public static int? Check(SessionTags tags, string? policy, IReadOnlyList<string> policyArns)
    {
        if (tags.Count == 0 && policy is null && policyArns.Count == 0)
        {
            return null;
        }

        int tagBytes = tags.Items.Sum(tag => Encoding.UTF8.GetByteCount(tag.Key) + Encoding.UTF8.GetByteCount(tag.Value) + 2);
        int tagPercent = tagBytes * 100 / TagBytes;
        int policyCharacters = (policy?.Length ?? 0) + policyArns.Sum(arn => arn.Length);
        int policyPercent = (int)Math.Ceiling(policyCharacters * 100.0 / PolicyCharacters);
        if (tagPercent > 100)
        {
            throw TooLarge($"Packed size of session tags consumes {tagPercent}% of allotted space.");
        }

        if (policyPercent + tagPercent > 100)
        {
            throw TooLarge($"Packed policy consumes {policyPercent + tagPercent}% of allotted space, please use smaller policy.");
        }

        return Math.Max(1, policyPercent + tagPercent);
    }

    /// <summary>
    /// The percentage for a web identity, of which the token's own claims take a part: 24 to 34 % were seen without tags.
    /// </summary>
    public static int CheckForToken(string subject, SessionTags tags, string? policy, IReadOnlyList<string> policyArns) =>
        Math.Min(
            100, TokenPercent + (Encoding.UTF8.GetByteCount(subject) * 100 / PolicyCharacters) + (Check(tags, policy, policyArns) ?? 0));

    private static ServiceError TooLarge(string message) => new(400, "PackedPolicyTooLarge", message);
}
