using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace RoleChaining.Tool.SignIn;

/// <summary>
/// An address on loopback that sends the first who asks on to another one. A browser is started with it, because what a process is
/// started with can be read by every user of the machine, and the other address is a secret. On Linux other users are not sent on; elsewhere
/// nothing tells whose process it is that asks.
/// </summary>
internal sealed class LoopbackRedirect : IAsyncDisposable
{
    /// <summary>The browser may still be reading.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly LoopbackServer _server;
    private readonly Request _request;

    private LoopbackRedirect(LoopbackServer server, Request request)
    {
        _server = server;
        _request = request;
    }

    public string Address => _server.Address + _request.Path;

    /// <summary>Ends when somebody has been sent on.</summary>
    public Task Served => _request.Served;

    public static async Task<LoopbackRedirect> StartAsync(string target, CancellationToken cancellationToken)
    {
        Request request = new(target);
        return new LoopbackRedirect(
            await LoopbackServer.StartAsync(request.ProcessAsync, LastWords, cancellationToken).ConfigureAwait(false), request);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class Request(string target)
    {
        private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public string Path { get; } = "/" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

        public Task Served => _served.Task;

        public async Task ProcessAsync(HttpContext context)
        {
            HttpResponse response = context.Response;
            response.Headers.Connection = "close";
            response.Headers.CacheControl = "no-store";
            bool isIt = context.Request.Method == HttpMethods.Get && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(context.Request.Path.Value ?? ""), Encoding.ASCII.GetBytes(Path));
            if (isIt && IsOtherUsers(context.Connection))
            {
                response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            if (!isIt || Interlocked.Exchange(ref _asked, 1) == 1)
            {
                response.StatusCode = isIt ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound;
                return;
            }

            response.StatusCode = StatusCodes.Status302Found;
            response.Headers.Location = target;
            response.Headers["Referrer-Policy"] = "no-referrer";
            await response.CompleteAsync().ConfigureAwait(false);
            _served.TrySetResult();
        }

        private static bool IsOtherUsers(ConnectionInfo connection) =>
            connection is { LocalIpAddress: { } own, RemoteIpAddress: { } other }
            && LoopbackPeer.IsOtherUsers(new IPEndPoint(own, connection.LocalPort), new IPEndPoint(other, connection.RemotePort));
    }
}
