using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amazon.Runtime;

namespace RoleChaining.Outside;

/// <summary>moto, an STS and S3 that nobody here wrote, with authentication enforced.</summary>
internal sealed partial class MotoServer : IAsyncDisposable
{
    public const string Account = "123456789012";

    private const string AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private readonly Process _process;
    private readonly HttpClient _http = new();

    private MotoServer(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    public static string Role(int hop) => $"arn:aws:iam::{Account}:role/Hop{hop}";

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

    /// <summary>Adds alice, who may assume Hop1, which may assume Hop2, and so on; the session name is "chain".</summary>
    /// <returns>Alice's credentials.</returns>
    public async Task<AWSCredentials> AddChainAsync(int hops)
    {
        await IamAsync("CreateUser", ("UserName", "alice"));
        XDocument key = await IamAsync("CreateAccessKey", ("UserName", "alice"));
        await IamAsync("PutUserPolicy", ("UserName", "alice"), ("PolicyName", "all"), ("PolicyDocument", AllowAll));
        string trusted = $"\"arn:aws:iam::{Account}:user/alice\"";
        for (int hop = 1; hop <= hops; hop++)
        {
            string trust = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":[{{trusted}}]},"Action":"sts:AssumeRole"}]}""";
            await IamAsync("CreateRole", ("RoleName", $"Hop{hop}"), ("AssumeRolePolicyDocument", trust));
            await IamAsync("PutRolePolicy", ("RoleName", $"Hop{hop}"), ("PolicyName", "all"), ("PolicyDocument", AllowAll));

            // On AWS the role's ARN is enough; moto compares with the session's.
            trusted = $"\"{Role(hop)}\",\"arn:aws:sts::{Account}:assumed-role/Hop{hop}/chain\"";
        }

        XNamespace iam = key.Root!.Name.Namespace;
        return new BasicAWSCredentials(key.Descendants(iam + "AccessKeyId").Single().Value, key.Descendants(iam + "SecretAccessKey").Single().Value);
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
