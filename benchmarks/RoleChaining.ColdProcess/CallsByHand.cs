using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks;

/// <summary>
/// One AssumeRole after the other, with a client each and nothing to refresh them: the least that the AWS SDK can do, and all that it can
/// where code is native, since its nested credentials have the wrong identity there.
/// </summary>
internal static class CallsByHand
{
    public static async Task<AWSCredentials> AssumeAsync(StsTarget target, int hops)
    {
        AWSCredentials credentials = Roles.Alice;
        for (int hop = 1; hop <= hops; hop++)
        {
            AmazonSecurityTokenServiceConfig config = new();
            target.Configure(config);
            using AmazonSecurityTokenServiceClient client = new(credentials, config);
            AssumeRoleResponse response = await client.AssumeRoleAsync(
                new AssumeRoleRequest { RoleArn = Roles.Hop(hop), RoleSessionName = "benchmark" });
            credentials = response.Credentials;
        }

        return credentials;
    }
}
