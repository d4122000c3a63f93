using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>
/// Instructions of one warm read, counted by Valgrind where there is one: within five of each other from run to run, on a busy machine too.
/// Within Valgrind a look at the clock is a system call, whose inside it does not see, so what counts is what a read adds to it.
/// </summary>
internal static partial class Instructions
{
    private const string Valgrind = "valgrind";
    private const int WarmUp = 100_000;
    private const int Reads = 2_000_000;

    private static readonly string[] Reading = ["nothing", "clock", "nested async", "nested sync", "chained async", "chained sync"];

    public static void Measure(Plan _, Ledger ledger)
    {
        if (!IsInstalled())
        {
            Console.Error.WriteLine($"No {Valgrind} here: instructions are not counted.");
            return;
        }

        foreach (string what in Reading)
        {
            ledger.Add($"warm read, {what}", "instructions", [(Count(what, WarmUp + Reads) - Count(what, WarmUp)) / (double)Reads]);
        }
    }

    private static long Count(string what, int times)
    {
        using Process process = ThisProgram.StartUnder(
            Valgrind,
            ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--log-fd=1"],
            ["sample", "loop", "--what", what, "--times", times.ToString(CultureInfo.InvariantCulture)]);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.Parse(Total().Match(output).Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Valgrind)));

    [GeneratedRegex(@"I\s+refs:\s+([\d,]+)")]
    private static partial Regex Total();
}
