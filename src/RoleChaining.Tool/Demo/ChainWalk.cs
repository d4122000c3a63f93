using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.Demo;

/// <summary>Assumes the chain, shows every hop, and uses it.</summary>
internal static class ChainWalk
{
    public static async Task RunAsync(DemoAccounts accounts, Report report, CancellationToken cancellationToken)
    {
        report.Title("The chain");
        using ChainedAWSCredentials credentials = accounts.Chain();
        await credentials.WarmUpAsync(cancellationToken).ConfigureAwait(false);
        ShowHops(credentials, accounts.Alice.Arn, report);

        using AmazonSecurityTokenServiceClient sts = new(credentials, accounts.Config<AmazonSecurityTokenServiceConfig>());
        GetCallerIdentityResponse identity = await sts.GetCallerIdentityAsync(
            new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
        report.Check(
            identity.Arn == credentials.Chain.Hops[^1].RoleArn.ToAssumedRoleArn("alice-production"),
            $"GetCallerIdentity with the chain's credentials: {identity.Arn}");

        using AmazonS3Client s3 = new(credentials, accounts.Config<AmazonS3Config>());
        await s3.PutBucketAsync("orders-production", cancellationToken).ConfigureAwait(false);
        await s3.PutBucketAsync("invoices-production", cancellationToken).ConfigureAwait(false);
        ListBucketsResponse list = await s3.ListBucketsAsync(cancellationToken).ConfigureAwait(false);
        report.Check(
            list.Buckets.Count == 2,
            $"Buckets seen as ProductionRole: {string.Join(", ", list.Buckets.Select(bucket => bucket.BucketName))}");
        report.Check(
            accounts.Sts.Calls.Count(call => call.Action == "AssumeRole") == 2,
            "STS calls for all of it: 2, one per hop.");
    }

    public static void ShowHops(
        ChainedAWSCredentials credentials, string source, Report report, Func<RoleHop, DateTimeOffset?>? keptUntil = null)
    {
        ChainStatus status = credentials.Status;
        List<string[]> rows = [];
        string caller = source;
        foreach (RoleHop hop in credentials.Chain.Hops)
        {
            HopStatus session = status.Hops[hop.Number];
            string expires = (session.ExpiresAt ?? keptUntil?.Invoke(hop)) is { } time ? Columns.Time(time) : "";
            rows.Add([hop.Number.ToString(), caller, hop.RoleArn.ToString(), hop.SessionName, expires, session.RequestId ?? ""]);
            caller = session.AssumedRoleArn ?? hop.RoleArn.ToAssumedRoleArn(hop.SessionName); // the session of this hop is not read when the next hop's came from the cache
        }

        report.Table(["hop", "caller", "role", "session", "expires", "STS request id"], rows);
    }
}
