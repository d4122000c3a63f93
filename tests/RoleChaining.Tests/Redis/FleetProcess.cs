using System.Diagnostics;
using System.Reflection;

namespace RoleChaining.Redis;

/// <summary>A replica in a process of its own: <c>tests/RoleChaining.FleetApp</c>.</summary>
internal sealed class FleetProcess : IDisposable
{
    private readonly Process _process;

    private FleetProcess(Process process) => _process = process;

    public static FleetProcess Start(IReadOnlyList<string> arguments, string key, string secret)
    {
        string folder = typeof(FleetProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Assemblies")
            .Value!.Replace("PROJECT", "RoleChaining.FleetApp", StringComparison.Ordinal);
        ProcessStartInfo start = new("dotnet", [Path.Combine(folder, "RoleChaining.FleetApp.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["FLEET_KEY"] = key, ["FLEET_SECRET"] = secret, ["DOTNET_TieredPGO"] = "0" },
        };
        return new FleetProcess(Process.Start(start)!);
    }

    /// <summary>The next line that it writes.</summary>
    public async Task<string> HearAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The replica has ended.");

    public async Task<string> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await HearAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
