using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RoleChaining.Redis;

/// <summary>Debian's Redis on a free loopback port, with a password, and nothing on disk but what a test asks for.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis").FullName;
    private readonly string _password = Guid.NewGuid().ToString("N");
    private readonly int _port;
    private Process _process;

    private RedisServer(int port) => (_port, _process) = (port, null!);

    public string Configuration => $"127.0.0.1:{_port},password={_password},allowAdmin=true";

    public int ProcessId => _process.Id;

    /// <summary>Starts it, or skips the test where it is not installed.</summary>
    public static async Task<RedisServer> StartOrSkipAsync()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        RedisServer server = new(((IPEndPoint)free.LocalEndpoint).Port);
        free.Stop();
        try
        {
            await server.StartAsync();
        }
        catch (Win32Exception)
        {
            Assert.Skip("redis-server is not installed (apt-get install redis-server): sessions are not shared by a real Redis here.");
        }

        return server;
    }

    public async Task StartAsync()
    {
        ProcessStartInfo start = new("redis-server", [
            "--port", $"{_port}", "--bind", "127.0.0.1", "--requirepass", _password, "--dir", _folder, "--save", "", "--appendonly", "no",
            "--rdbcompression", "no"])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ready to accept connections", StringComparison.Ordinal))
        {
        }

        _ = _process.StandardOutput.ReadToEndAsync(); // or its log fills the pipe
        Assert.False(_process.HasExited, "Redis did not start.");
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The process stops, and keeps its connections.</summary>
    public void Stop() => Signal("-STOP");

    public void Continue() => Signal("-CONT");

    public async Task<string> ExecuteAsync(string command, params object[] arguments)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(Configuration);
        return $"{await connection.GetDatabase().ExecuteAsync(command, arguments)}";
    }

    /// <summary>All that it has, as it writes it to disk.</summary>
    public async Task<byte[]> DumpAsync()
    {
        await ExecuteAsync("SAVE");
        return await File.ReadAllBytesAsync(Path.Combine(_folder, "dump.rdb"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
