using System.Diagnostics;
using Amazon.S3;
using RoleChaining.Testing;

namespace RoleChaining.Tool.Demo;

/// <summary>
/// Sessions that last seconds, so that their refreshes can be watched. STS fails for a while, and no read fails.
/// </summary>
internal static class RefreshUnderFaults
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan OutageFrom = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan OutageTo = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(9);

    public static async Task RunAsync(DemoAccounts accounts, Report report, CancellationToken cancellationToken)
    {
        LocalSts sts = accounts.Sts;
        report.Title($"Refreshing, while STS fails from {OutageFrom.TotalSeconds} s to {OutageTo.TotalSeconds} s");
        report.Say($"Sessions last {Lifetime.TotalSeconds} s here. S3 is called all the time; every call to STS is shown.");

        sts.SessionLifetimeCap = Lifetime;
        sts.ClearCalls();
        using ChainedAWSCredentials credentials = accounts.Chain();
        using AmazonS3Client s3 = new(credentials, accounts.Config<AmazonS3Config>());
        long start = Stopwatch.GetTimestamp();
        using IDisposable outage = sts.AddFault(
            StsFault.ServiceUnavailable(),
            call => call.Service == "sts" && Stopwatch.GetElapsedTime(start) is var now && now >= OutageFrom && now < OutageTo);

        (int reads, int failed, int shown) = (0, 0, 0);
        TimeSpan slowest = TimeSpan.Zero;
        await s3.ListBucketsAsync(cancellationToken).ConfigureAwait(false);
        while (Stopwatch.GetElapsedTime(start) < Length)
        {
            long asked = Stopwatch.GetTimestamp();
            try
            {
                await s3.ListBucketsAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RoleChainException or AmazonS3Exception)
            {
                failed++;
                report.Say($"a read failed: {e.Message}");
            }

            reads++;
            slowest = Stopwatch.GetElapsedTime(asked) is var took && took > slowest ? took : slowest;
            shown = ShowNewCalls(sts, shown, start, report);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        StsCall[] assumes = [.. sts.Calls.Where(call => call.Action == "AssumeRole")];
        int refused = assumes.Count(call => call.ErrorCode is not null);
        report.Check(failed == 0, $"{reads} calls to S3, {failed} failed; the slowest took {slowest.TotalMilliseconds:0} ms.");
        report.Check(
            refused > 0 && assumes.Length - refused >= 4,
            $"{assumes.Length} calls to STS, of which it failed {refused}; the sessions were renewed all the same.");
        sts.SessionLifetimeCap = null;
    }

    private static int ShowNewCalls(LocalSts sts, int shown, long start, Report report)
    {
        IReadOnlyList<StsCall> calls = sts.Calls;
        foreach (StsCall call in calls.Skip(shown).Where(call => call.Action == "AssumeRole"))
        {
            report.Event(
                Stopwatch.GetElapsedTime(start),
                call.ErrorCode is null,
                $"AssumeRole {RoleArn.Parse(call.RoleArn!).Name}: {(call.ErrorCode is null ? "a new session" : $"{call.StatusCode} {call.ErrorCode}")}");
        }

        return calls.Count;
    }
}
