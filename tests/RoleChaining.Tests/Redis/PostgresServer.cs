using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RoleChaining.Redis;

/// <summary>Debian's Postgres on a free loopback port. It refuses to run as root, so root runs it as its own user.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private PostgresServer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=2";
    }

    public string ConnectionString { get; }

    public static async Task<PostgresServer> StartOrSkipAsync()
    {
        string? programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(Directory.Exists)
            : null;
        if (programs is null)
        {
            Assert.Skip("Postgres is not installed (apt-get install postgresql): its locks are not tried here.");
        }

        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string folder = (await RunAsync("mktemp", "-d")).Trim();
        await RunAsync(Path.Combine(programs, "initdb"), "-D", folder, "-A", "trust", "-U", "postgres", "--no-sync");
        Process process = Start(
            Path.Combine(programs, "postgres"), "-D", folder, "-p", $"{port}", "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off");
        while (await process.StandardError.ReadLineAsync() is { } line && !line.Contains("ready to accept connections", StringComparison.Ordinal))
        {
        }

        _ = process.StandardError.ReadToEndAsync(); // or its log fills the pipe
        Assert.False(process.HasExited, "Postgres did not start.");
        return new PostgresServer(process, folder, port);
    }

    /// <summary>Ends it at once, with all its connections.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        await RunAsync("rm", "-rf", _folder);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return output;
    }

    private static Process Start(string program, params string[] arguments)
    {
        string[] command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
    }
}
