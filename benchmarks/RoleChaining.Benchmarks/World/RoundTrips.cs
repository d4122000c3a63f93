using System.Net;

namespace RoleChaining.Benchmarks.World;

/// <summary>The limit of any chain: as many requests, one after the other, on an open connection, with nothing around them.</summary>
internal sealed class RoundTrips(Uri endpoint) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = static (_, presented, _, _) => LoopbackTls.IsSelfMade(presented) },
    });

    public void Make(int count) => Task.Run(() => MakeAsync(count)).Wait();

    public async Task MakeAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            // Nobody signed it, so it is refused, but after the same time.
            using StringContent body = new("Action=AssumeRole&Version=2011-06-15");
            using HttpResponseMessage refusal = await _client.PostAsync(endpoint, body);
            if (refusal.StatusCode != HttpStatusCode.Forbidden)
            {
                throw new InvalidOperationException($"A request without a signature was answered {refusal.StatusCode}.");
            }
        }
    }

    public void Dispose() => _client.Dispose();
}
