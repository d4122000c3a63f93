using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>Where a run took place, as far as it says something about the numbers: no names, no paths.</summary>
internal static class Machine
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string LoadFile = "/proc/loadavg";

    public static string Shape => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores{Processor}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>Of the last minute, where the system tells it.</summary>
    public static string Load => File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown";

    /// <summary>What was measured; marked when files differ from it.</summary>
    public static string Commit
    {
        get
        {
            string commit = Git("rev-parse", "--short", "HEAD");
            return Git("status", "--porcelain", "--untracked-files=no", "--", "src", "benchmarks/RoleChaining.Benchmarks").Length == 0
                ? commit
                : commit + " with changes";
        }
    }

    private static string Processor =>
        File.Exists(ProcessorFile)
            && File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? $" ({line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()})"
            : "";

    private static string Git(params IEnumerable<string> arguments)
    {
        using Process? git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true });
        return git?.StandardOutput.ReadToEnd().Trim() ?? "";
    }
}
