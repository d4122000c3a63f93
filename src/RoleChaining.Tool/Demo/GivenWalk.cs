using Amazon;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Tool.Demo;

/// <summary>Assumes a chain of the user's own, on AWS or wherever it leads, and shows every hop.</summary>
internal static class GivenWalk
{
    /// <returns>0 only if the chain ends where it should.</returns>
    public static async Task<int> RunAsync(
        ChainedAWSCredentials credentials, string? stsEndpoint, Report report, CancellationToken cancellationToken)
    {
        report.Title("The chain");
        report.Say(credentials.Chain.ToString());
        await credentials.WarmUpAsync(cancellationToken).ConfigureAwait(false);
        ChainWalk.ShowHops(
            credentials,
            $"the source, access key id {credentials.Status.Hops[0].AccessKeyId ?? "not read: the sessions are those of a run before"}",
            report);

        AmazonSecurityTokenServiceConfig config = new();
        if (credentials.Chain.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        if (stsEndpoint is not null)
        {
            config.AuthenticationRegion = config.RegionEndpoint?.SystemName ?? "us-east-1";
            config.ServiceURL = stsEndpoint;
        }

        using AmazonSecurityTokenServiceClient sts = new(credentials, config);
        GetCallerIdentityResponse identity = await sts.GetCallerIdentityAsync(
            new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
        bool holds = credentials.Chain.Hops is not [.., { } final] || identity.Arn == final.RoleArn.ToAssumedRoleArn(final.SessionName);
        report.Check(holds, $"GetCallerIdentity with the chain's credentials: {identity.Arn}");
        return report.Finish();
    }
}
