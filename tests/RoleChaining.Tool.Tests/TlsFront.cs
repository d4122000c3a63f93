using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RoleChaining.Tool;

/// <summary>TLS in front of a local server, by a certificate of an authority that no machine knows, as a company's proxy has it.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _port;
    private readonly X509Certificate2 _certificate;
    private readonly Task _serving;

    /// <param name="inner">What is behind it.</param>
    /// <param name="folder">Gets the authority's file.</param>
    public TlsFront(Uri inner, string folder)
    {
        _port = inner.Port;
        (_certificate, string authority) = MakeCertificate();
        CaBundle = Path.Combine(folder, $"authority-{Guid.NewGuid():N}.pem");
        File.WriteAllText(CaBundle, authority);
        _listener.Start();
        Endpoint = new Uri($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}{inner.AbsolutePath}");
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>The file with the authority's certificate.</summary>
    public string CaBundle { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _end.Dispose();
    }

    private static (X509Certificate2 Certificate, string Authority) MakeCertificate()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using ECDsa keyOfAuthority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authority = new("CN=An authority of a test", keyOfAuthority, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(root, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(key);
        return (X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null), root.ExportCertificatePem());
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (TcpClient inner = new())
            await using (SslStream outside = new(client.GetStream()))
            {
                await outside.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                await inner.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
                await Task.WhenAny(outside.CopyToAsync(inner.GetStream(), _end.Token), inner.GetStream().CopyToAsync(outside, _end.Token));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // A client that does not trust us goes away.
        }
    }
}
