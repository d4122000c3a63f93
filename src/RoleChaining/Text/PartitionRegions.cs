using Amazon;

namespace RoleChaining.Text;

/// <summary>
/// The partitions and their regions. See
/// <see href="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html">partitions</see>.
/// </summary>
internal static class PartitionRegions
{
    /// <summary>The region in which the partition's STS is asked where nothing names one; null for a partition that is not known.</summary>
    public static string? Default(string partition) => partition switch
    {
        "aws" => "us-east-1",
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-iso-e" => "eu-isoe-west-1",
        "aws-iso-f" => "us-isof-south-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => null,
    };

    /// <summary>The region's partition where it is another than this one; null where it is the same, or one is not known.</summary>
    public static string? FindOther(string region, string partition)
    {
        // The SDK takes a region that it does not know for one of "aws", so a partition that it does not know is left alone.
        string found = RegionEndpoint.GetBySystemName(region).PartitionName;
        return found != partition && RegionEndpoint.EnumerableAllRegions.Any(known => known.PartitionName == partition) ? found : null;
    }
}
