using System.Globalization;
using System.Text;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Samples;

namespace RoleChaining.Benchmarks.Trails;

/// <summary>
/// <c>trails [--events 1000000] [--large 0] [--out file]</c>: how quickly records of CloudTrail are read and joined, against a bare
/// <c>Utf8JsonReader</c> over the same files. <c>--large 10000000</c> reads ten times as many as well.
/// </summary>
internal static class TrailsCommand
{
    private const string DefaultFile = "benchmarks/results/trails.md";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    public static int Run(Arguments arguments)
    {
        // As the role-chain command runs. Child processes inherit it.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        Environment.SetEnvironmentVariable("DOTNET_gcConcurrent", "0");
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        StringBuilder report = new();
        report.Append(CultureInfo.InvariantCulture, $"""
            # Trails

            {started:yyyy-MM-dd HH:mm} UTC, commit {Machine.Commit}, {Machine.Shape}.
            Made by `dotnet run -c Release --project benchmarks/RoleChaining.Benchmarks -- trails{arguments}`. Files of 10,000 records, gzip; one
            record in a hundred issues a session. Medians of three runs in turns, each in a fresh process, the runtime set as for the command.

            | events | JSON, MB | bare `Utf8JsonReader`, s | read and joined here, s | speed, of bare | peak memory, MiB |
            |--:|--:|--:|--:|--:|--:|

            """);
        foreach (int events in ((int[])[arguments.Get("--events", 1_000_000), arguments.Get("--large", 0)]).Where(events => events > 0))
        {
            report.Append(Measure(events));
        }

        report.Append("\nThe goals are 20 s and 500 MiB for a million events, and half the speed of the bare reader; for ten million ten times the time.\n");
        string file = arguments.Get("--out") ?? DefaultFile;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, report.ToString());
        Console.WriteLine(report);
        return 0;
    }

    private static string Measure(int events)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("role-chaining-");
        try
        {
            double megabytes = GeneratedTrail.Write(folder.FullName, events) / 1e6;
            List<double> bare = [];
            List<Dictionary<string, double>> joined = [];
            for (int run = 0; run < 3; run++)
            {
                bare.Add(SampleProcess.Run(Patience, "bare-trail", "--folder", folder.FullName)![TrailSample.Seconds]);
                joined.Add(SampleProcess.Run(
                    Patience, "trail", "--folder", folder.FullName, "--events", events.ToString(CultureInfo.InvariantCulture))!);
            }

            double ours = Statistics.Median(joined.ConvertAll(run => run[TrailSample.Seconds]));
            double theirs = Statistics.Median(bare);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {events:N0} | {megabytes:N0} | {theirs:N1} | {ours:N1} | {theirs / ours:P0} | {joined.Max(run => run[TrailSample.Peak]):N0} |\n");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
