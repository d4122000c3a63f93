using System.Diagnostics;

namespace RoleChaining.Benchmarks.Serving;

/// <summary>
/// This executable as another process; also from within a host of BenchmarkDotNet or of the tests, which have it beside them.
/// </summary>
internal static class ThisProgram
{
    public static Process Start(IEnumerable<string> arguments) => Start(DotnetHost(), Exec(arguments));

    /// <summary>
    /// Under an instrument: a program that takes another one and its arguments after its own. All code is optimised when first run,
    /// since an instrument slows the process so much that the JIT's usual second look would come at any time or never.
    /// </summary>
    public static Process StartUnder(string instrument, IEnumerable<string> options, IEnumerable<string> arguments) =>
        Start(instrument, [.. options, DotnetHost(), .. Exec(arguments)], ("DOTNET_TieredCompilation", "0"));

    private static Process Start(string program, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> variables)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }

    private static IEnumerable<string> Exec(IEnumerable<string> arguments) =>
        ["exec", Path.Combine(AppContext.BaseDirectory, $"{typeof(ThisProgram).Assembly.GetName().Name}.dll"), .. arguments];

    private static string DotnetHost() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
        ? path
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
