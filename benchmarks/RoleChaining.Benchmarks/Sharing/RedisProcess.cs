using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RoleChaining.Benchmarks.Sharing;

/// <summary>A Redis on a free loopback port that keeps nothing on disk, as long as this is not disposed of.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly Process _process;

    private RedisProcess(Process process, string configuration) => (_process, Configuration) = (process, configuration);

    public string Configuration { get; }

    /// <returns>Null where it is not installed.</returns>
    public static RedisProcess? Start()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string password = Guid.NewGuid().ToString("N");
        try
        {
            Process process = Process.Start(
                new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--requirepass", password, "--save", ""])
                {
                    RedirectStandardOutput = true,
                })!;
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                {
                    _ = process.StandardOutput.ReadToEndAsync(); // or its log fills the pipe
                    return new RedisProcess(process, $"127.0.0.1:{port},password={password}");
                }
            }
        }
        catch (Win32Exception)
        {
        }

        return null;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
