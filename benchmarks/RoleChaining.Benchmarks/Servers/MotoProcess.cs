using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amazon.Runtime;

namespace RoleChaining.Benchmarks.Servers;

/// <summary>moto (<c>pip install 'moto[server]'</c>) with signatures and policies enforced, as long as this is not disposed of.</summary>
internal sealed partial class MotoProcess : IDisposable
{
    public const string Role = "arn:aws:iam::123456789012:role/Hop1";

    private const string AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/alice"},"Action":"sts:AssumeRole"}]}""";

    private readonly Process _process;

    private MotoProcess(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <returns>Null where it is not installed.</returns>
    public static MotoProcess? Start()
    {
        try
        {
            Process process = Process.Start(
                new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", "0"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            while (process.StandardError.ReadLine() is { } line)
            {
                if (RunningOn().Match(line) is { Success: true } match)
                {
                    _ = process.StandardError.ReadToEndAsync(); // or its log fills the pipe
                    return new MotoProcess(process, new Uri(match.Value));
                }
            }
        }
        catch (Win32Exception)
        {
        }

        return null;
    }

    /// <summary>Adds alice and a role that trusts her; from here on every call is authenticated and authorised.</summary>
    public async Task<AWSCredentials> AddAliceAsync()
    {
        using HttpClient http = new();
        await IamAsync(http, "CreateUser", ("UserName", "alice"));
        XDocument key = await IamAsync(http, "CreateAccessKey", ("UserName", "alice"));
        await IamAsync(http, "PutUserPolicy", ("UserName", "alice"), ("PolicyName", "all"), ("PolicyDocument", AllowAll));
        await IamAsync(http, "CreateRole", ("RoleName", "Hop1"), ("AssumeRolePolicyDocument", Trust));
        using StringContent none = new("0", new MediaTypeHeaderValue("text/plain"));
        using HttpResponseMessage response = await http.PostAsync(new Uri(Endpoint, "moto-api/reset-auth"), none);
        response.EnsureSuccessStatusCode();
        XNamespace iam = key.Root!.Name.Namespace;
        return new BasicAWSCredentials(key.Descendants(iam + "AccessKeyId").Single().Value, key.Descendants(iam + "SecretAccessKey").Single().Value);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<XDocument> IamAsync(HttpClient http, string action, params (string Name, string Value)[] parameters)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Endpoint)
        {
            Content = new FormUrlEncodedContent(
                [new("Action", action), new("Version", "2010-05-08"), .. parameters.Select(p => new KeyValuePair<string, string>(p.Name, p.Value))]),
        };
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x");
        using HttpResponseMessage response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return XDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex RunningOn();
}
