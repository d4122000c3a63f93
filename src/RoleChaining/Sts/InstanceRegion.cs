using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>The region of the EC2 instance that this runs on.</summary>
internal static class InstanceRegion
{
    /// <summary>Null elsewhere, and where AWS_EC2_METADATA_DISABLED forbids to ask. Elsewhere the answer takes some seconds.</summary>
    public static string? Find()
    {
        if (string.Equals(Environment.GetEnvironmentVariable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return new InstanceProfileAWSRegion().Region?.SystemName;
        }
        catch (Exception e) when (e is InvalidOperationException or AmazonClientException or AmazonServiceException)
        {
            return null;
        }
    }
}
