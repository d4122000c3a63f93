using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RoleChaining.Outside;

/// <summary>moto, an STS and S3 that nobody here wrote, with authentication enforced.</summary>
internal sealed partial class MotoServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private MotoServer(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>Starts it, or skips the test where it is not installed.</summary>
    public static async Task<MotoServer> StartOrSkipAsync(CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("moto_server", ["-H", "127.0.0.1", "-p", "0"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
        }

        while (process is not null && await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (RunningOn().Match(line) is { Success: true } match)
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None); // or its log fills the pipe
                return new MotoServer(process, new Uri(match.Value));
            }
        }

        Assert.Skip("moto is not installed (pip install 'moto[server]'): the chain is not checked against an STS of others here.");
        throw new UnreachableException();
    }

    /// <summary>An IAM call of the administrator who prepares the accounts; moto checks no signature yet.</summary>
    public async Task<XDocument> IamAsync(string action, params (string Name, string Value)[] parameters)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Endpoint)
        {
            Content = new FormUrlEncodedContent([new("Action", action), new("Version", "2010-05-08"), .. parameters.Select(p => new KeyValuePair<string, string>(p.Name, p.Value))]),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x");
        using HttpResponseMessage response = await _http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return XDocument.Parse(answer);
    }

    /// <summary>From here on every call is authenticated and authorised.</summary>
    public async Task EnforceAsync()
    {
        using StringContent none = new("0", new MediaTypeHeaderValue("text/plain"));
        using HttpResponseMessage response = await _http.PostAsync(new Uri(Endpoint, "moto-api/reset-auth"), none);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex RunningOn();
}
