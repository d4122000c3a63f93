using System.Diagnostics;
using Amazon.Runtime;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// <c>sample storm</c>: many callers meet an empty chain at once. One measurement of a process of its own, whose pool and connections no
/// earlier one has touched. Its main thread is none of the pool's, so it may wait.
/// </summary>
internal static class StormSample
{
    public static Dictionary<string, double> Run(Arguments arguments)
    {
        Library library = arguments.Get("--library", Library.Ours);
        int hops = arguments.Get("--hops", 2);
        StsTarget target = new(new Uri(arguments.Get("--endpoint")!));
        StormConnection connection = arguments.Get("--connection", StormConnection.Cold);
        if (connection != StormConnection.FreshProcess)
        {
            Rehearse(library, hops, new StsTarget(new Uri(arguments.Get("--other")!)));
        }

        if (connection == StormConnection.Warm)
        {
            Rehearse(library, hops, target);
        }

        target.ForThisProcess();
        AWSCredentials credentials = target.Create(library, hops);
        ThreadPool.GetMinThreads(out int minThreads, out _);
        int threads = ThreadPool.ThreadCount;
        int handshakes = LoopbackTls.Shared.Handshakes;
        long started = Stopwatch.GetTimestamp();
        Task.WaitAll(Come(credentials, arguments.Get("--arrival", StormArrival.Sync), arguments.Get("--callers", 200)));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        ThreadPool.GetMinThreads(out int minThreadsAfter, out _);
        GC.KeepAlive(target);
        return new Dictionary<string, double>
        {
            ["ms"] = elapsed.TotalMilliseconds,
            ["min threads left"] = minThreadsAfter - minThreads,
            ["threads made"] = ThreadPool.ThreadCount - threads,
            ["handshakes"] = LoopbackTls.Shared.Handshakes - handshakes,
        };
    }

    private static Task[] Come(AWSCredentials credentials, StormArrival arrival, int callers)
    {
        List<Task> tasks = [];
        if (arrival == StormArrival.SyncOnAsync)
        {
            tasks.Add(credentials.GetCredentialsAsync());
        }

        for (int caller = 0; caller < callers; caller++)
        {
            bool async = arrival == StormArrival.Async || (arrival == StormArrival.Mixed && caller % 2 == 0);
            tasks.Add(async ? Task.Run(credentials.GetCredentialsAsync) : Task.Run(credentials.GetCredentials));
        }

        return [.. tasks];
    }

    /// <summary>Runs all code once, sync and async, in the pool as it is.</summary>
    private static void Rehearse(Library library, int hops, StsTarget target)
    {
        target.ForThisProcess();
        target.Create(library, hops).GetCredentials();
        Task.Run(target.Create(library, hops).GetCredentialsAsync).Wait();
    }
}
