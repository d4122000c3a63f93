using System.Diagnostics;
using Amazon.Runtime;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// <c>sample fan-out</c>: so many spokes behind one hub, all empty, all read at once, on a connection to STS that is open; with
/// <c>--unshared</c> every spoke nests a hub of its own.
/// </summary>
internal static class FanOutSample
{
    public static Dictionary<string, double> Run(Arguments arguments)
    {
        StsTarget target = new StsTarget(new Uri(arguments.Get("--endpoint")!)).ForThisProcess();
        int spokes = arguments.Get("--spokes", 100);
        AWSCredentials hub = target.Create(arguments.Get("--library", Library.Ours), hops: 1);
        bool shared = !arguments.Has("--unshared");
        AWSCredentials rehearsal = hub is ChainedAWSCredentials ? target.Chained(hops: 2).Build() : StsTarget.Nested(hops: 2);
        Task.Run(rehearsal.GetCredentialsAsync).Wait();

        long memory = GC.GetTotalMemory(forceFullCollection: true);
        long started = Stopwatch.GetTimestamp();
        AWSCredentials[] leaves =
            [.. Enumerable.Range(0, spokes).Select(spoke => Extend(shared ? hub : StsTarget.Nested(hops: 1), Roles.Spoke(spoke)))];
        Task<bool>[] reads = [.. leaves.Select(leaf => Task.Run(() => ReadAsync(leaf)))];
        Task.WaitAll(reads);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        using Process process = Process.GetCurrentProcess();
        Dictionary<string, double> results = new()
        {
            ["ms"] = elapsed.TotalMilliseconds,
            ["failed reads"] = reads.Count(read => !read.Result),
            ["kept per spoke B"] = (GC.GetTotalMemory(forceFullCollection: true) - memory) / (double)spokes,
            ["peak MB"] = process.PeakWorkingSet64 / 1e6,
        };
        GC.KeepAlive(leaves);
        return results;
    }

    private static async Task<bool> ReadAsync(AWSCredentials leaf)
    {
        try
        {
            await leaf.GetCredentialsAsync();
            return true;
        }
        catch (AmazonClientException)
        {
            return false;
        }
    }

    private static AWSCredentials Extend(AWSCredentials hub, string roleArn) =>
        hub is ChainedAWSCredentials chain ? chain.AssumeRole(roleArn) : StsTarget.Nested(hub, roleArn);
}
