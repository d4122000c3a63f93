using System.Diagnostics;

namespace RoleChaining.Benchmarks.Serving;

/// <summary>This executable as another process; also from within a host of BenchmarkDotNet or of the tests, which have it beside them.</summary>
internal static class ThisProgram
{
    public static Process Start(IEnumerable<string> arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, $"{typeof(ThisProgram).Assembly.GetName().Name}.dll");
        ProcessStartInfo start = new(DotnetHost(), ["exec", assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }

    private static string DotnetHost() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
        ? path
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
