using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>
/// Hostile requests, each another one, each test for 2 seconds, for 30 in a thorough run, or for as many as <c>ROLE_CHAINING_FUZZ_SECONDS</c> says.
/// Every answer is a success or a document with AWS's code and message, and what the server keeps does not grow.
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class HostileFuzzTests
{
    private const string Seconds = "ROLE_CHAINING_FUZZ_SECONDS";
    private const string ControlToken = "control-token-of-the-tests";
    private const long MostKept = 256 << 20;
    private const int Samples = 10;

    private static readonly string[] Shapes = ["{", "[", "{\"a\":", "{\"Statement\":[", "*", "?", "${aws:username}", "\u00fc", "\ud83d\ude00", "%00", "\"", "\\"];

    private readonly int _seed = Environment.TickCount;

    [Fact]
    public async Task Every_answer_is_AWSs_and_the_memory_stays()
    {
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.StrictPrincipals = true);
        await RunAsync(sts, (request, place) =>
        {
            WireResponse response = sts.Engine.Complete(sts.Engine.Begin(request));
            Check(response.Status, response.Body, request, place);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Over_a_port_too()
    {
        await using LocalSts sts = await LocalSts.StartAsync(
            options => (options.StrictPrincipals, options.ControlToken) = (true, ControlToken), The.Cancellation);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = sts.Endpoint };
        Random random = new(_seed);
        int number = 0;
        await RunAsync(sts, async (request, place) =>
        {
            if (number++ % 5 == 0)
            {
                using HttpResponseMessage refused = await http.SendAsync(Control(random), The.Cancellation);
                Assert.True((int)refused.StatusCode is >= 400 and < 500, $"{place}: the control URL answers {refused.StatusCode}");
                return;
            }

            if (ToMessage(request) is not { } message)
            {
                return;
            }

            using HttpResponseMessage response = await http.SendAsync(message, The.Cancellation);
            byte[] body = await response.Content.ReadAsByteArrayAsync(The.Cancellation);
            // Kestrel itself answers what has headers beyond its limits.
            if ((int)response.StatusCode is not (431 or 414) && !(response.StatusCode == System.Net.HttpStatusCode.BadRequest && body.Length == 0))
            {
                Check((int)response.StatusCode, body, request, place);
            }
        });
    }

    private async Task RunAsync(LocalSts sts, Func<WireRequest, string, Task> sendAsync)
    {
        bool isSet = double.TryParse(Environment.GetEnvironmentVariable(Seconds), CultureInfo.InvariantCulture, out double seconds);
        TimeSpan length = TimeSpan.FromSeconds(isSet ? seconds : Thorough.Of(30, otherwise: 2));
        Random random = new(_seed);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayDoAnything);
        LocalOidcProvider provider = sts.AddOidcProvider(The.HubAccount, "https://token.example.com");
        ImmutableCredentials signer = await alice.Credentials.GetCredentialsAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        List<long> kept = [];
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        for (; Stopwatch.GetElapsedTime(start) < length; count++)
        {
            WireRequest request = (count % 4) switch
            {
                0 => RawSts.Form(random.Next(2) == 0 ? signer : null, AssumeRole(random)),
                1 => RawSts.Form(null, WebIdentity(random, provider)),
                2 => Unsigned(random),
                _ => Object(random, signer),
            };
            await sendAsync(request, $"seed {_seed}, request {count}");
            if (Stopwatch.GetElapsedTime(start) >= length / Samples * (kept.Count + 1))
            {
                kept.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        string memory = string.Join(", ", kept.Select(bytes => $"{bytes >> 20}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} requests in {length}; MB kept: {memory}");
        Assert.True(kept[^1] < MostKept, $"seed {_seed}: {count} requests left too much behind: {memory} MB.");
        // Lists of calls and sessions are full after some minutes.
        if (length > TimeSpan.FromMinutes(5))
        {
            Assert.True(kept[^1] < (kept[Samples / 2] * 1.25) + (16 << 20), $"seed {_seed}: the memory grows: {memory} MB.");
        }

        Assert.Equal(200, RawSts.Send(sts, RawSts.Form(signer, RawSts.AssumeHub)).Status);
    }

    private static HttpRequestMessage Control(Random random)
    {
        string[] places = ["faults", "faults/1", "calls?after=-1", "tokens", "clock?a", "roles?arn=", "sessions/" + Uri.EscapeDataString(Text(random)[..8]), "accounts"];
        HttpRequestMessage request = new(HttpMethod.Post, "_role-chaining/" + places[random.Next(places.Length)])
        {
            Content = new StringContent("[" + Text(random)),
        };
        bool isAllowed = random.Next(2) == 0;
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (isAllowed ? ControlToken : "x" + random.Next()));
        if (!isAllowed && random.Next(2) == 0)
        {
            request.Headers.Host = "evil.example";
        }

        return request;
    }

    /// <summary>As a client sends it; null for what no client of .NET sends.</summary>
    private static HttpRequestMessage? ToMessage(WireRequest wire)
    {
        string target = wire.Path + (wire.Query.Length > 0 ? "?" + wire.Query : string.Empty);
        HttpRequestMessage message = new(new HttpMethod(wire.Method), target) { Content = wire.Body.IsEmpty ? null : new ReadOnlyMemoryContent(wire.Body) };
        foreach ((string name, string value) in wire.Headers)
        {
            if (!Ascii.IsValid(value))
            {
                return null;
            }

            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static void Check(int status, ReadOnlyMemory<byte> body, WireRequest request, string place)
    {
        if (status is >= 200 and < 300 || request.Method == "HEAD")
        {
            return;
        }

        Assert.True(status is (>= 400 and < 500) or 501, $"{place}: status {status}");
        try
        {
            XElement root = XDocument.Parse(Encoding.UTF8.GetString(body.Span)).Root!;
            foreach (string name in (string[])["Code", "Message", "RequestId"])
            {
                Assert.True(root.DescendantsAndSelf().Any(element => element.Name.LocalName == name), $"{place}: no {name}");
            }
        }
        catch (XmlException exception)
        {
            Assert.Fail($"{place}: {exception.Message}");
        }
    }

    private static string AssumeRole(Random random)
    {
        StringBuilder body = new("Action=AssumeRole&Version=2011-06-15");
        Add("RoleArn", random.Next(3) == 0 ? Text(random) : The.Hub);
        Add("RoleSessionName", random.Next(3) == 0 ? Text(random) : "tests");
        foreach (string name in (string[])["Policy", "ExternalId", "SourceIdentity", "DurationSeconds", "SerialNumber", "TokenCode"])
        {
            if (random.Next(4) == 0)
            {
                Add(name, Text(random));
            }
        }

        for (int tags = random.Next(5) == 0 ? random.Next(2000) : 0; tags > 0; tags--)
        {
            Add($"Tags.member.{random.Next(1, 3000)}{(tags % 7 == 0 ? "." + tags : string.Empty)}.Key", "k");
            Add($"PolicyArns.member.{tags}.arn", "arn:aws:iam::aws:policy/AdministratorAccess");
        }

        return body.ToString();

        void Add(string name, string value) => body.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    private static string WebIdentity(Random random, LocalOidcProvider provider)
    {
        string token = random.Next(2) == 0 ? provider.IssueToken("build", Text(random)[..1]) : Text(random) + "." + Text(random) + ".";
        return "Action=AssumeRoleWithWebIdentity&RoleSessionName=tests&RoleArn=" + The.Hub + "&WebIdentityToken=" + Uri.EscapeDataString(token);
    }

    private static WireRequest Unsigned(Random random)
    {
        WireHeaders headers = new();
        headers.Add("Host", "sts.test");
        headers.Add("X-Amz-Date", random.Next(2) == 0 ? "20260101T000000Z" : Text(random));
        string names = string.Join(';', Enumerable.Range(0, random.Next(1, 3000)).Select(number => random.Next(2) == 0 ? "host" : $"h{number}"));
        headers.Add("Authorization", $"AWS4-HMAC-SHA256 Credential={Text(random)}/20260101/us-east-1/sts/aws4_request, SignedHeaders={names}, Signature={Text(random)}");
        return new(random.Next(2) == 0 ? "GET" : "POST", "/?Action=" + Uri.EscapeDataString(Text(random)), headers, Array.Empty<byte>());
    }

    private static WireRequest Object(Random random, ImmutableCredentials signer)
    {
        byte[] body = Encoding.UTF8.GetBytes($"{random.NextInt64():X};chunk-signature=0\r\n{Text(random)}\r\n0\r\nx-amz-checksum-crc32:{Text(random)}\r\n\r\n");
        string hash = random.Next(2) == 0 ? "STREAMING-UNSIGNED-PAYLOAD-TRAILER" : "UNSIGNED-PAYLOAD";
        string method = ((string[])["GET", "PUT", "HEAD", "DELETE", "POST"])[random.Next(5)];
        return RawSts.Sign(
            signer,
            method,
            "/orders/" + Uri.EscapeDataString(Text(random)[..Math.Min(random.Next(1, 900), 12)]),
            body,
            [new("x-amz-content-sha256", hash), new("x-amz-meta-a", "\u00fc"), new("Content-Type", Text(random)[..1])],
            new() { Service = "s3" });
    }

    // Sometimes a little, sometimes a hundred kilobytes of the same.
    private static string Text(Random random)
    {
        string shape = Shapes[random.Next(Shapes.Length)];
        int length = random.Next(20) == 0 ? 100_000 : random.Next(12, 400);
        StringBuilder text = new();
        while (text.Length < length)
        {
            text.Append(shape);
        }

        return text.ToString();
    }
}
