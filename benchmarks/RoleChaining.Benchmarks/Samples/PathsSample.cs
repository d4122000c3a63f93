using System.Diagnostics;
using RoleChaining.Benchmarks.Policies;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>Reads an organization from a folder and finds who reaches one role, once, in a fresh process.</summary>
internal static class PathsSample
{
    public const string Load = "load ms";
    public const string Find = "find ms";
    public const string Paths = "paths";
    public const string Peak = "peak MB";

    public static Dictionary<string, double> Run(Arguments arguments)
    {
        long started = Stopwatch.GetTimestamp();
        IamSnapshot snapshot = IamSnapshot.Load(arguments.Get("--folder")!);
        double load = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        started = Stopwatch.GetTimestamp();
        int paths = snapshot.FindPaths(GeneratedOrganization.Target(arguments.Get("--accounts", 0))).Count;
        double find = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        using Process process = Process.GetCurrentProcess();
        return new() { [Load] = load, [Find] = find, [Paths] = paths, [Peak] = process.PeakWorkingSet64 / 1e6 };
    }
}
