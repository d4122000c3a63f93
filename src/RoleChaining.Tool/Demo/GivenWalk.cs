using Amazon.Runtime;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.Demo;

/// <summary>Assumes a chain of the user's own, on AWS or wherever it leads, and shows every hop.</summary>
internal static class GivenWalk
{
    /// <param name="credentials">The chain.</param>
    /// <param name="keptUntil">When the session of a hop ends that was not read, since a later one's was kept.</param>
    /// <param name="report">Where it is told.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>0 only if the chain ends where it should.</returns>
    public static async Task<int> RunAsync(
        ChainedAWSCredentials credentials,
        Func<RoleHop, DateTimeOffset?> keptUntil,
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

        ImmutableCredentials last = await credentials.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
        RoleHop? final = credentials.Chain.Hops is [.., var hop] ? hop : null;
        CallerIdentity identity = await CallerIdentity.AskAsync(credentials, final, last, cancellationToken).ConfigureAwait(false);
        bool holds = identity.Arn is not null && (final is null || identity.Arn == final.RoleArn.ToAssumedRoleArn(final.SessionName));
        report.Check(holds, $"GetCallerIdentity with the chain's credentials: {identity.Arn ?? identity.Error}");
        return report.Finish();
    }
}
