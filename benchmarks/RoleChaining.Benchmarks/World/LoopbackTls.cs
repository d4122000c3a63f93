using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace RoleChaining.Benchmarks.World;

/// <summary>
/// For an STS of ours with TLS in another process: its certificate was made for the occasion and nobody else can vouch for it. Taken on the
/// loopback only, where the endpoint was printed by the process itself.
/// </summary>
internal sealed class LoopbackTls : HttpClientFactory
{
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false };

    private int _handshakes;

    private LoopbackTls() => _handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) =>
    {
        Interlocked.Increment(ref _handshakes);
        return IsSelfMade(presented);
    };

    public static LoopbackTls Shared { get; } = new();

    /// <summary>How many connections have been secured so far.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new Uri(clientConfig.ServiceURL).IsLoopback
            ? new HttpClient(_handler, disposeHandler: false)
            : throw new InvalidOperationException("Any certificate is taken, so the loopback is all it may be used for.");

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public override string GetConfigUniqueString(IClientConfig clientConfig) => nameof(LoopbackTls);

    public static bool IsSelfMade(X509Certificate? presented) => presented is { Subject: "CN=localhost", Issuer: "CN=localhost" };
}
