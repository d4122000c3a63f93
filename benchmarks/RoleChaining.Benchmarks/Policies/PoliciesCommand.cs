using System.Diagnostics;
using System.Globalization;
using System.Text;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Samples;

namespace RoleChaining.Benchmarks.Policies;

/// <summary>
/// <c>policies [--accounts 1000] [--simulator FOLDER] [--out file]</c>: how quickly policies are evaluated, against the public simulator on npm
/// (the folder has it in node_modules), and paths are found, against the time that Python takes to read the same files.
/// </summary>
internal static class PoliciesCommand
{
    private const string DefaultFile = "benchmarks/results/policies.md";

    private const string ReadInPython = """
        import json, os, sys, time
        start = time.perf_counter()
        for name in os.listdir(sys.argv[1]):
            with open(os.path.join(sys.argv[1], name)) as f:
                json.load(f)
        print((time.perf_counter() - start) * 1000)
        """;

    public static int Run(Arguments arguments)
    {
        StringBuilder report = new();
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        report.Append("# Policies\n\n");
        report.Append(CultureInfo.InvariantCulture, $"{started:yyyy-MM-dd HH:mm} UTC, commit {Machine.Commit}, {Machine.Shape}.\n");
        report.Append("Made by `dotnet run -c Release --project benchmarks/RoleChaining.Benchmarks -- policies --simulator FOLDER`, where FOLDER has ");
        report.Append("`@cloud-copilot/iam-simulate` installed. Every number is the median of three runs in turns, each in a fresh process.\n");
        WriteEvaluations(report, arguments.Get("--simulator"));
        WritePaths(report, arguments.Get("--accounts", 1000));
        string file = arguments.Get("--out") ?? DefaultFile;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, report.ToString());
        Console.WriteLine(report);
        return 0;
    }

    private static void WriteEvaluations(StringBuilder report, string? simulator)
    {
        List<double> ours = [];
        List<double> theirs = [];
        for (int run = 0; run < 3; run++)
        {
            ours.Add(SampleProcess.Run("evaluations")![EvaluationSample.Rate]);
            if (simulator is not null)
            {
                theirs.Add(Run("node", simulator, "--input-type=module", "-e", EvaluationSample.Script()));
            }
        }

        report.Append("\n## Evaluations a second, one thread\n\n");
        report.Append("A cross-account `sts:AssumeRole` with an external id and tags; the role's trust policy and two policies of the caller.\n\n");
        report.Append("| | calls/s |\n|---|--:|\n");
        report.Append(CultureInfo.InvariantCulture, $"| here, policies read before | {Median(ours):N0} |\n");
        if (theirs.Count > 0)
        {
            report.Append(CultureInfo.InvariantCulture, $"| `@cloud-copilot/iam-simulate`, `runSimulation` | {Median(theirs):N0} |\n");
            report.Append(CultureInfo.InvariantCulture, $"\nThe goal is 100 times the simulator: {Median(ours) / Median(theirs):N0} times.\n");
        }
    }

    private static void WritePaths(StringBuilder report, int largest)
    {
        // As the role-chain command runs. Child processes inherit it.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        Environment.SetEnvironmentVariable("DOTNET_gcConcurrent", "0");
        report.Append("\n## Paths into a role\n\nAccount authorization details, a file for each account, 50 roles in each; up to five hops. The runtime is set as for the command.\n\n");
        report.Append("| accounts | roles | files, MB | Python `json.load`, ms | read here, ms | paths here, ms | paths | together, x Python | peak memory, MB |\n");
        report.Append("|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (int accounts in (int[])[largest / 4, largest / 2, largest])
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("role-chaining-");
            try
            {
                GeneratedOrganization.Write(folder.FullName, accounts);
                report.Append(Measure(folder.FullName, accounts));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        report.Append("\nThe goals are 4 times Python's time, 1,000 MB, and a time that grows as the files do.\n");
    }

    private static string Measure(string folder, int accounts)
    {
        List<double> python = [];
        List<Dictionary<string, double>> ours = [];
        for (int run = 0; run < 3; run++)
        {
            python.Add(Run("python3", folder, "-c", ReadInPython, folder));
            ours.Add(SampleProcess.Run("paths", "--folder", folder, "--accounts", accounts.ToString(CultureInfo.InvariantCulture))!);
        }

        double megabytes = Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length) / 1e6;
        double load = Median(ours.ConvertAll(run => run[PathsSample.Load]));
        double find = Median(ours.ConvertAll(run => run[PathsSample.Find]));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {accounts:N0} | {accounts * GeneratedOrganization.RolesInAccount:N0} | {megabytes:N1} | {Median(python):N0} | {load:N0} | {find:N0} | {ours[0][PathsSample.Paths]:N0} | {(load + find) / Median(python):N2} | {ours.Max(run => run[PathsSample.Peak]):N0} |\n");
    }

    /// <summary>The number that a program prints.</summary>
    private static double Run(string program, string folder, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output.Trim(), CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{program} failed with exit code {process.ExitCode}.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
