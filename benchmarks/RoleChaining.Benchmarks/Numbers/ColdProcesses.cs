using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>From the start of a process to its first credentials, for every form in which programs are shipped.</summary>
internal static class ColdProcesses
{
    private const string Project = "benchmarks/RoleChaining.ColdProcess";

    public static readonly IReadOnlyList<int> Lengths = [1, 2];

    public static string Name(CompiledAs form, int hops, bool tls, string? library = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"process start to first credentials, {form}, {hops} hops{(tls ? ", TLS" : "")}{(library is null ? "" : $", {library}")}");

    /// <summary>What the AWS SDK has for a chain: its nested credentials have the wrong identity in native code.</summary>
    public static string Baseline(CompiledAs form) => form == CompiledAs.Native ? "by-hand" : "nested";

    public static void Measure(Plan plan, Ledger ledger)
    {
        foreach (CompiledAs form in Enum.GetValues<CompiledAs>())
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("role-chaining-");
            try
            {
                if (Publish(form, folder.FullName))
                {
                    Measure(plan, ledger, form, Path.Combine(folder.FullName, "out", "RoleChaining.ColdProcess"));
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static void Measure(Plan plan, Ledger ledger, CompiledAs form, string program)
    {
        string[] libraries = [Baseline(form), "chained"];
        foreach (bool tls in new[] { false, true })
        {
            using StsProcess sts = StsProcess.Start(latency: 20, tls);
            foreach (int hops in Lengths)
            {
                foreach (
                    (string library, List<double> times) in InTurns(plan.Samples, libraries, library => First(program, library, hops, sts)))
                {
                    ledger.Add(Name(form, hops, tls, library), "ms", times);
                }
            }
        }
    }

    /// <summary>One after the other, so that what the machine does besides falls on both; the first of each only warms its files.</summary>
    private static Dictionary<string, List<double>> InTurns(int samples, string[] libraries, Func<string, double> measure)
    {
        Dictionary<string, List<double>> times = libraries.ToDictionary(library => library, _ => new List<double>());
        for (int sample = -1; sample < samples; sample++)
        {
            foreach (string library in libraries)
            {
                double time = measure(library);
                if (sample >= 0)
                {
                    times[library].Add(time);
                }
            }
        }

        return times;
    }

    private static double First(string program, string library, int hops, StsProcess sts)
    {
        ProcessStartInfo start = new(program, [library, hops.ToString(CultureInfo.InvariantCulture), $"{sts.Endpoint}"])
        {
            RedirectStandardOutput = true,
        };

        // The SDK for .NET does not read it, so that reading it would be counted against ours alone.
        start.Environment.Remove("AWS_CA_BUNDLE");
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string? said = process.StandardOutput.ReadLine();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        process.WaitForExit();
        return said is null
            ? throw new InvalidOperationException($"{library} got no credentials: exit code {process.ExitCode}.")
            : elapsed.TotalMilliseconds;
    }

    /// <summary>False where this machine cannot make that form.</summary>
    private static bool Publish(CompiledAs form, string folder)
    {
        using Process publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                "publish", Project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--nologo",
                "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", Path.Combine(folder, "out"),
                form == CompiledAs.Native ? "-p:PublishAot=true" : "--no-self-contained",
                $"-p:PublishReadyToRun={form == CompiledAs.ReadyToRun}",
            ])
        {
            RedirectStandardOutput = true,
        })!;
        string said = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            Console.Error.WriteLine($"{form} is not measured, as it cannot be made here: {said}");
        }

        return publish.ExitCode == 0;
    }
}
