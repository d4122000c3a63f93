using System.Globalization;

namespace RoleChaining.Diagnostics;

/// <summary>
/// What takes the most room in a call that STS found too large. STS packs session policies and tags together and tells a percentage only,
/// so these are lengths in characters before packing. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length">STS's
/// limits</see>.
/// </summary>
internal static class PackedSize
{
    private const int Shown = 3;

    /// <summary>The largest parts by name and length, as a sentence. No value of a tag or a policy is in it.</summary>
    public static string Describe(HopFailure failure, RoleChain chain)
    {
        if (failure is not { Kind: RoleChainFailure.PackedPolicyTooLarge, Hop: { } hop })
        {
            return "";
        }

        string[] parts = [.. DescribeParts(hop, chain)];
        string rest = parts.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $", and {parts.Length - Shown} more") : "";
        return parts.Length == 0 ? "" : $" The largest parts are: {string.Join(", ", parts.Take(Shown))}{rest}.";
    }

    /// <summary>All parts by name and length, the largest first. No value of a tag or a policy is in them.</summary>
    public static IEnumerable<string> DescribeParts(RoleHop hop, RoleChain chain) =>
        Find(hop, chain).OrderByDescending(part => part.Length ?? int.MaxValue).Select(part => $"{part.Name} ({Text(part.Length)})");

    /// <summary>What is packed. The length of what the source's session carries is not known.</summary>
    private static IEnumerable<(string Name, int? Length)> Find(RoleHop hop, RoleChain chain)
    {
        if (hop.Policy is { } policy)
        {
            yield return ("the inline policy", policy.Length);
        }

        foreach (string arn in hop.PolicyArns)
        {
            yield return ($"the managed policy {arn}", arn.Length);
        }

        foreach (SessionTag tag in hop.Tags)
        {
            yield return ($"the hop's own tag {tag.Key}", tag.Key.Length + tag.Value.Length);
        }

        foreach (string key in hop.InheritedTagKeys)
        {
            yield return FindInherited(key, hop, chain);
        }
    }

    private static (string Name, int? Length) FindInherited(string key, RoleHop hop, RoleChain chain)
    {
        foreach (RoleHop earlier in chain.Hops.Take(hop.Number - 1))
        {
            if (earlier.Tags.FirstOrDefault(tag => tag.Transitive && tag.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } tag)
            {
                return ($"the tag {key} of hop {earlier.Number}, which is transitive", tag.Key.Length + tag.Value.Length);
            }
        }

        return ($"the tag {key} of the source's session", null);
    }

    private static string Text(int? length) =>
        length is null ? "length unknown" : string.Create(CultureInfo.InvariantCulture, $"{length} characters");
}
