using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>
/// Hostile requests, each another one, for three seconds or for as many as <c>ROLE_CHAINING_FUZZ_SECONDS</c> says: 60, or 1200.
/// Every answer is a success or a document with AWS's code and message, and what the server keeps does not grow.
/// </summary>
public sealed class HostileFuzzTests
{
    private const string Seconds = "ROLE_CHAINING_FUZZ_SECONDS";
    private const long MostKept = 256 << 20;

    private static readonly string[] Shapes = ["{", "[", "{\"a\":", "{\"Statement\":[", "*", "?", "${aws:username}", "\u00fc", "\ud83d\ude00", "%00", "\"", "\\"];

    [Fact]
    public async Task Every_answer_is_AWSs_and_the_memory_stays()
    {
        TimeSpan length = TimeSpan.FromSeconds(
            double.TryParse(Environment.GetEnvironmentVariable(Seconds), CultureInfo.InvariantCulture, out double seconds) ? seconds : 3);
        int seed = Environment.TickCount;
        Random random = new(seed);
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.StrictPrincipals = true);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayDoAnything);
        LocalOidcProvider provider = sts.AddOidcProvider(The.HubAccount, "https://token.example.com");
        ImmutableCredentials signer = await alice.Credentials.GetCredentialsAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
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
            WireResponse response = sts.Engine.Complete(sts.Engine.Begin(request));
            Check(response, request, $"seed {seed}, request {count}");
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < MostKept, $"seed {seed}: {count} requests left too much behind.");
        Assert.Equal(200, RawSts.Send(sts, RawSts.Form(signer, RawSts.AssumeHub)).Status);
    }

    private static void Check(WireResponse response, WireRequest request, string place)
    {
        if (response.Status is >= 200 and < 300 || request.Method == "HEAD")
            return;
        Assert.True(response.Status is (>= 400 and < 500) or 501, $"{place}: status {response.Status}");
        try
        {
            XElement root = XDocument.Parse(Encoding.UTF8.GetString(response.Body.Span)).Root!;
            foreach (string name in (string[])["Code", "Message", "RequestId"])
                Assert.True(root.DescendantsAndSelf().Any(element => element.Name.LocalName == name), $"{place}: no {name}");
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
                Add(name, Text(random));
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
            text.Append(shape);
        return text.ToString();
    }
}
