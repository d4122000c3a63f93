using System.Diagnostics;
using System.Text.Json;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>Takes one sample in a fresh process: what is measured there, by name.</summary>
internal static class SampleProcess
{
    /// <summary>The name under which the parent adds how long the process took until it answered.</summary>
    public const string WholeProcess = "process ms";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>Null when there was no answer within a minute.</returns>
    public static Dictionary<string, double>? Run(params IEnumerable<string> arguments) => Run(Patience, arguments);

    /// <returns>Null when there was no answer in time.</returns>
    public static Dictionary<string, double>? Run(TimeSpan patience, params IEnumerable<string> arguments)
    {
        long started = Stopwatch.GetTimestamp();
        using Process process = ThisProgram.Start(["sample", .. arguments]);
        Task<string?> answer = process.StandardOutput.ReadLineAsync();
        if (!answer.Wait(patience))
        {
            process.Kill();
            return null;
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        process.WaitForExit();
        if (answer.Result is not { } json || JsonSerializer.Deserialize<Dictionary<string, double>>(json) is not { } results)
        {
            throw new InvalidOperationException($"The sample '{string.Join(' ', arguments)}' failed: exit code {process.ExitCode}.");
        }

        results[WholeProcess] = elapsed.TotalMilliseconds;
        return results;
    }

    /// <summary>The other side: takes the sample and prints it. On the main thread, which is none of the pool's.</summary>
    public static int Answer(string kind, Arguments arguments)
    {
        Dictionary<string, double> results = kind switch
        {
            "storm" => StormSample.Run(arguments),
            "read" => ReadSample.Run(),
            "loop" => ReadSample.RunLoop(arguments),
            "contention" => ContentionSample.Run(),
            "request" => RequestSample.Run(),
            "cold-chain" => ColdChainSample.Run(arguments),
            "refresh" => RefreshSample.Run(arguments),
            "fan-out" => FanOutSample.Run(arguments),
            "fleet" => FleetSample.Run(),
            "pool" => PoolSample.Run(),
            "pool-lookup" => PoolLookupSample.Run(),
            "planning" => PlanningSample.Run(),
            "paths" => PathsSample.Run(arguments),
            "evaluations" => EvaluationSample.Run(),
            "trail" => TrailSample.Run(arguments),
            "bare-trail" => TrailSample.RunBare(arguments),
            _ => throw new ArgumentException($"There is no sample '{kind}'.", nameof(kind)),
        };
        Console.WriteLine(JsonSerializer.Serialize(results));
        return 0;
    }
}
