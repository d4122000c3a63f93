using System.Text.RegularExpressions;
using Amazon;

namespace RoleChaining.Reading;

/// <summary>The partition of a plan or a template: see <see cref="AccountFinder.Partition"/>.</summary>
internal static partial class FilePartition
{
    /// <summary>Where nothing tells.</summary>
    public const string Default = "aws";

    /// <summary>The partitions of all ARNs that stand in a text.</summary>
    public static IReadOnlyList<string> FindAll(string text) =>
        [.. Arn().Matches(text).Select(arn => arn.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What <c>AWS::URLSuffix</c> comes to; null for a partition that the AWS SDK does not know.</summary>
    public static string? FindUrlSuffix(string partition) => RegionEndpoint.EnumerableAllRegions
        .FirstOrDefault(region => region.PartitionName == partition)?.PartitionDnsSuffix;

    [GeneratedRegex(@"\barn:(aws[a-z0-9-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();
}
