using Amazon;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Tool.Demo;

/// <summary>Assumes a chain of the user's own, on AWS or wherever it leads, and shows every hop.</summary>
internal static class GivenWalk
{
    /// <param name="credentials">The chain.</param>
    /// <param name="keptUntil">When the session of a hop ends that was not read, since a later one's was kept.</param>
    /// <param name="stsEndpoint">An STS in place of AWS's.</param>
    /// <param name="report">Where it is told.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>0 only if the chain ends where it should.</returns>
    public static async Task<int> RunAsync(
        ChainedAWSCredentials credentials,
        Func<RoleHop, DateTimeOffset?> keptUntil,
        string? stsEndpoint,
        Report report,
        CancellationToken cancellationToken)
    {
        report.Title("The chain");
        report.Say(credentials.Chain.ToString());
        ChainWalk.ShowHops(
            credentials,
            $"the source, access key id {credentials.Status.Hops[0].AccessKeyId ?? "not read: the sessions are those of a run before"}",
            report,
            keptUntil);

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
