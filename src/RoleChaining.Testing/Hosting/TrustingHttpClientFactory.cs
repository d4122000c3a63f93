using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>Hands SDK clients an <see cref="HttpClient"/> that trusts one certificate, the server's, and no other.</summary>
internal sealed class TrustingHttpClientFactory : HttpClientFactory, IDisposable
{
    private readonly SocketsHttpHandler _handler = new();
    private readonly string _thumbprint;

    public TrustingHttpClientFactory(X509Certificate2 certificate)
    {
        _thumbprint = certificate.GetCertHashString();
        byte[] trusted = certificate.RawData;
        _handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) =>
            presented is not null && presented.GetRawCertData().AsSpan().SequenceEqual(trusted);
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false);

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public override string GetConfigUniqueString(IClientConfig clientConfig) => _thumbprint;

    public void Dispose() => _handler.Dispose();
}
