using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RoleChaining.Sts;

/// <summary>A proxy on a loopback port that asks for a password, and then answers everything itself.</summary>
internal sealed class StubProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _requests = [];
    private readonly string _answer;
    private readonly Task _serving;

    /// <param name="answer">What it answers: a status, and headers.</param>
    public StubProxy(string answer = "200 OK")
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The first lines, each with the user and the password that came along.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            using StreamReader reader = new(client.GetStream());
            while (await reader.ReadLineAsync() is { } request)
            {
                string? user = null;
                while (await reader.ReadLineAsync() is { Length: > 0 } header)
                {
                    user = header.Split(": Basic ") is ["Proxy-Authorization", var encoded]
                        ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded))
                        : user;
                }

                _requests.Add(user is null ? request : $"{request} as {user}");
                string status = user is null ? "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"" : _answer;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
            }
        }
    }
}
