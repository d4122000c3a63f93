using System.Net;
using System.Text;
using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>Whatever comes over the wire is answered with a 4xx, soon, and without an exception.</summary>
public sealed class RobustnessTests
{
    [Theory]
    [InlineData("Action=%", 400, "MalformedQueryString")]
    [InlineData("Action=%zz", 400, "MalformedQueryString")]
    [InlineData("Action=%ff%fe", 400, "MalformedQueryString")]
    [InlineData("Action=AssumeRole&Action=AssumeRole", 400, "MalformedQueryString")]
    [InlineData("&&&=&", 400, "MissingAction")]
    [InlineData("", 400, "MissingAction")]
    [InlineData("Action=AssumeRole&Tags.member.1.Value=x&Tags.member.3.Key=y", 400, "ValidationError")]
    [InlineData("Action=AssumeRole&RoleArn=%00%01&RoleSessionName=%0b", 400, "ValidationError")]
    public async Task Strange_bodies(string body, int status, string code)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");

        (int Status, string Code, string) answer = RawSts.Send(sts, RawSts.Form(new ImmutableCredentials(alice.AccessKeyId, alice.SecretAccessKey, null), body));

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_body_past_the_limit_is_refused_in_memory_and_over_a_socket()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        ImmutableCredentials credentials = new(alice.AccessKeyId, alice.SecretAccessKey, null);
        string large = "Action=AssumeRole&Policy=" + new string('x', 1024 * 1024);
        using HttpClient client = new();

        Assert.Equal(413, RawSts.Send(sts, RawSts.Form(credentials, large)).Status);
        using StringContent content = new(large, Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage answer = await client.PostAsync(sts.Endpoint, content, The.Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_policy_nested_deep_is_refused()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 50_000));

        Assert.Equal(
            "PackedPolicyTooLarge",
            RawSts.Send(sts, RawSts.Form(new ImmutableCredentials(alice.AccessKeyId, alice.SecretAccessKey, null), new Dictionary<string, string>(RawSts.AssumeHub) { ["Policy"] = deep })).Code);
        Assert.Equal(
            "MalformedPolicyDocument",
            RawSts.Send(sts, RawSts.Form(new ImmutableCredentials(alice.AccessKeyId, alice.SecretAccessKey, null), new Dictionary<string, string>(RawSts.AssumeHub) { ["Policy"] = deep[..1000] })).Code);
    }

    [Fact]
    public async Task Mutations_of_good_requests_are_all_answered()
    {
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.CallHistoryLimit = 1000);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayDoAnything);
        LocalOidcProvider provider = sts.AddOidcProvider(The.HubAccount, "https://token.example.com");
        ImmutableCredentials credentials = new(alice.AccessKeyId, alice.SecretAccessKey, null);
        string token = provider.IssueToken("x");
        string[] bodies =
        [
            string.Join('&', RawSts.AssumeHub.Select(pair => pair.Key + "=" + Uri.EscapeDataString(pair.Value))) + "&Tags.member.1.Key=Team&Tags.member.1.Value=a&TransitiveTagKeys.member.1=Team&DurationSeconds=900",
            "Action=AssumeRole&RoleArn=" + The.Hub + "&RoleSessionName=tests&Policy=" + Uri.EscapeDataString(Some.Trust("*", """{"StringLike":{"a:b":["c","${d}"]}}""")),
            "Action=AssumeRoleWithWebIdentity&RoleArn=" + The.Hub + "&RoleSessionName=tests&WebIdentityToken=" + token,
        ];
        Random random = new(20261120);
        int granted = 0;
        int cases = Thorough.Of(100_000, otherwise: 20_000);
        for (int i = 0; i < cases; i++)
        {
            // Half are changed before they are signed, so that they get past the signature; half after.
            string body = bodies[random.Next(bodies.Length)];
            bool before = random.Next(2) == 0;
            WireRequest request = RawSts.Form(credentials, before ? Mutate(body, random) : body);
            if (!before)
            {
                request = MutateWire(request, random);
            }

            Exchange exchange = sts.Engine.Begin(request);
            WireResponse response = sts.Engine.Complete(exchange);
            Assert.True(response.Status is 200 or (>= 400 and < 500) or 501, $"{response.Status} for {i}");
            granted += response.Status == 200 ? 1 : 0;
        }

        Assert.InRange(granted, 1, cases - 1);
    }

    [Fact]
    public async Task Mutated_S3_requests_are_all_answered()
    {
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.CallHistoryLimit = 1000);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        ImmutableCredentials credentials = new(alice.AccessKeyId, alice.SecretAccessKey, null);
        Random random = new(20261121);
        RawSts.Signing how = new() { Service = "s3" };
        string[] targets = ["/", "/orders", "/orders?list-type=2&prefix=a&max-keys=1&delimiter=%2F", "/orders/key", "/orders?acl", "/orders/key?uploadId=1"];
        string[] methods = ["GET", "PUT", "DELETE", "HEAD", "POST"];
        for (int i = 0; i < Thorough.Of(20_000, otherwise: 5_000); i++)
        {
            string target = targets[random.Next(targets.Length)];
            if (random.Next(2) == 0)
            {
                target = "/" + Mutate(target[1..], random).Replace(' ', '+');
            }

            byte[] body = Encoding.UTF8.GetBytes(Mutate("5;chunk-signature=00\r\nhello\r\n0;chunk-signature=00\r\nx-amz-checksum-crc32:AAAA\r\n\r\n", random));
            string[] hashes = ["UNSIGNED-PAYLOAD", SigV4.Hash(body), "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"];
            WireRequest request = RawSts.Sign(
                credentials, methods[random.Next(methods.Length)], target, body, [new("x-amz-content-sha256", hashes[random.Next(hashes.Length)])], how);
            WireResponse response = sts.Engine.Complete(sts.Engine.Begin(request));
            Assert.True(response.Status is >= 200 and < 500 or 501, $"{response.Status} for {i}");
        }
    }

    private static string Mutate(string text, Random random)
    {
        StringBuilder mutated = new(text);
        for (int changes = random.Next(1, 4); changes > 0 && mutated.Length > 0; changes--)
        {
            int at = random.Next(mutated.Length);
            switch (random.Next(5))
            {
                case 0:
                    mutated[at] = (char)random.Next(1, 128);
                    break;
                case 1:
                    mutated.Remove(at, Math.Min(random.Next(1, 10), mutated.Length - at));
                    break;
                case 2:
                    mutated.Insert(at, new string((char)random.Next(32, 127), random.Next(1, 200)));
                    break;
                case 3:
                    mutated.Insert(at, mutated.ToString(at, Math.Min(random.Next(1, 50), mutated.Length - at)));
                    break;
                default:
                    mutated.Insert(at, (string[])["%", "%00", "%E2%82", "&", "=", "\"", "{", "\ud83d\ude00", "*", "${"] is { } bits ? bits[random.Next(bits.Length)] : string.Empty);
                    break;
            }
        }

        return mutated.ToString();
    }

    private static WireRequest MutateWire(WireRequest request, Random random)
    {
        WireHeaders headers = new();
        int target = random.Next(request.Headers.Count() + 2);
        int index = 0;
        foreach ((string name, string value) in request.Headers)
        {
            bool hit = index++ == target;
            if (hit && random.Next(4) == 0)
            {
                continue;
            }

            headers.Add(hit && random.Next(4) == 0 ? Mutate(name, random) : name, hit ? Mutate(value, random) : value);
        }

        byte[] body = request.Body.ToArray();
        string path = request.Path + (request.Query.Length > 0 ? "?" + request.Query : string.Empty);
        if (target == index && body.Length > 0)
        {
            body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
        }

        if (target == index + 1)
        {
            path = "/" + Mutate("?" + path, random);
        }

        return new(random.Next(50) == 0 ? "GET" : request.Method, path, headers, body);
    }
}
