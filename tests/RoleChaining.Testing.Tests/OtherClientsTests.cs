using System.Text;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;

namespace RoleChaining.Testing;

/// <summary>The AWS CLI and boto3, where they are on the machine: what other languages' programs find.</summary>
public sealed class OtherClientsTests
{
    [Fact]
    public async Task The_AWS_CLI_goes_over_two_hops_by_hand_and_by_profile()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("The AWS CLI", "aws", "--version");
        string[] assumeHub = ["sts", "assume-role", "--role-arn", The.Hub, "--role-session-name", "cli", "--query", "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]", "--output", "text"];

        Assert.Contains("arn:aws:iam::111111111111:user/alice", await programs.RunAsync("aws", ["sts", "get-caller-identity"]), StringComparison.Ordinal);
        string[] hub = (await programs.RunAsync("aws", [.. assumeHub, "--tags", "Key=Team,Value=alpha", "--transitive-tag-keys", "Team", "--source-identity", "alice"])).Split((char[])['\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> asHub = new() { ["AWS_ACCESS_KEY_ID"] = hub[0], ["AWS_SECRET_ACCESS_KEY"] = hub[1], ["AWS_SESSION_TOKEN"] = hub[2] };
        Assert.Contains("assumed-role/HubRole/cli", await programs.RunAsync("aws", ["sts", "get-caller-identity"], asHub), StringComparison.Ordinal);
        string production = await programs.RunAsync("aws", ["sts", "assume-role", "--role-arn", The.Production, "--role-session-name", "cli"], asHub);
        Assert.Contains("\"SourceIdentity\": \"alice\"", production, StringComparison.Ordinal);
        string tooLong = await programs.RunAsync("aws", ["sts", "assume-role", "--role-arn", The.Production, "--role-session-name", "cli", "--duration-seconds", "7200"], asHub, fails: true);
        Assert.Contains(
            "An error occurred (ValidationError) when calling the AssumeRole operation: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            tooLong,
            StringComparison.Ordinal);
        Assert.Contains("(AccessDenied)", await programs.RunAsync("aws", ["sts", "assume-role", "--role-arn", The.Production, "--role-session-name", "cli"], fails: true), StringComparison.Ordinal);
        Assert.Contains("assumed-role/ProductionRole/", await programs.RunAsync("aws", ["sts", "get-caller-identity", "--profile", "production"]), StringComparison.Ordinal);
        await programs.RunAsync("aws", ["s3", "mb", "s3://orders", "--profile", "production"]);
        await File.WriteAllTextAsync(Path.Combine(programs.Folder, "note.txt"), "hello from the last hop", The.Cancellation);
        await programs.RunAsync("aws", ["s3", "cp", Path.Combine(programs.Folder, "note.txt"), "s3://orders/notes/note.txt", "--profile", "production"]);
        Assert.Contains("hello from the last hop", await programs.RunAsync("aws", ["s3", "cp", "s3://orders/notes/note.txt", "-", "--profile", "production"]), StringComparison.Ordinal);
        Assert.Contains("notes/note.txt", await programs.RunAsync("aws", ["s3", "ls", "s3://orders", "--recursive", "--profile", "production"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boto3_follows_the_chain_of_a_profile()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("boto3", "python3", "-c", "import boto3");
        const string script = """
            import boto3
            session = boto3.Session(profile_name="production")
            print(session.client("sts").get_caller_identity()["Arn"])
            s3 = session.client("s3")
            s3.create_bucket(Bucket="orders", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
            s3.put_object(Bucket="orders", Key="a b/ü", Body=b"x" * 100000)
            print(len(s3.get_object(Bucket="orders", Key="a b/ü")["Body"].read()))
            print([item["Key"] for item in s3.list_objects_v2(Bucket="orders")["Contents"]])
            try:
                s3.get_object(Bucket="orders", Key="missing")
            except s3.exceptions.NoSuchKey as refused:
                print(refused.response["Error"]["Code"])
            """;

        string printed = await programs.RunAsync("python3", ["-c", script]);

        Assert.Matches("assumed-role/ProductionRole/.*\n100000\n\\['a b/ü'\\]\nNoSuchKey", printed);
    }

    [Fact]
    public async Task Boto3_finds_itself_on_an_instance_in_a_container_and_in_a_pod()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("boto3", "python3", "-c", "import boto3");
        LocalRole Platform(string service) => programs.Sts.AddRole(
            $"arn:aws:iam::{The.Home}:role/On-{service}",
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"" + service + ".amazonaws.com\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]}}",
            The.MayAssumeAnything);
        const string script = """
            import boto3
            sts = boto3.client("sts")
            print(sts.get_caller_identity()["Arn"])
            print(sts.assume_role(RoleArn="arn:aws:iam::222222222222:role/HubRole", RoleSessionName="boto")["AssumedRoleUser"]["Arn"])
            """;

        foreach ((string service, IReadOnlyDictionary<string, string> environment) in new[]
        {
            ("ec2", programs.Sts.ServeInstanceRole(Platform("ec2"))),
            ("ecs-tasks", programs.Sts.ServeContainerRole(Platform("ecs-tasks"))),
            ("pods.eks", programs.Sts.ServePodRole(Platform("pods.eks"))),
        })
        {
            Dictionary<string, string> variables = new(environment) { ["AWS_ACCESS_KEY_ID"] = string.Empty, ["AWS_SECRET_ACCESS_KEY"] = string.Empty };
            string printed = await programs.RunAsync("python3", ["-c", script], variables);
            Assert.Matches($"arn:aws:sts::{The.Home}:assumed-role/On-{service}/.*\narn:aws:sts::222222222222:assumed-role/HubRole/boto", printed);
        }
    }

    /// <summary>An answer before 100 Continue makes botocore misread the next one: https://github.com/boto/botocore/issues/3755.</summary>
    [Fact]
    public async Task Boto3_puts_another_object_on_the_connection_of_an_empty_one_or_one_too_large()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("boto3", "python3", "-c", "import boto3");
        const string script = """
            import boto3, io
            from botocore.config import Config
            from botocore.exceptions import ClientError
            s3 = boto3.client("s3", config=Config(read_timeout=20, max_pool_connections=1, retries={"total_max_attempts": 1}))
            s3.create_bucket(Bucket="orders", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
            s3.put_object(Bucket="orders", Key="empty", Body=io.BytesIO())
            s3.put_object(Bucket="orders", Key="a", Body=io.BytesIO(b"x"))
            try:
                s3.put_object(Bucket="orders", Key="large", Body=io.BytesIO(b"x" * (65 << 20)))
            except ClientError as refused:
                print(refused.response["Error"]["Code"])
            s3.put_object(Bucket="orders", Key="b", Body=io.BytesIO(b"x"))
            print([item["Key"] for item in s3.list_objects_v2(Bucket="orders")["Contents"]])
            """;

        string printed = await programs.RunAsync("python3", ["-c", script]);

        Assert.Equal("EntityTooLarge\n['a', 'b', 'empty']\n", printed);
    }

    [Fact]
    public async Task Boto3_and_the_AWS_CLI_delete_many_objects_by_one_call()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("boto3 or the AWS CLI", "python3", "-c", "import boto3, awscli");
        const string script = """
            import base64, boto3, hashlib
            from botocore.exceptions import ClientError
            s3 = boto3.client("s3")
            s3.create_bucket(Bucket="orders", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
            for key in ["a b/ü", "\n", "c", "d"]:
                s3.put_object(Bucket="orders", Key=key, Body=b"x")
            def delete(*keys, **more):
                return s3.delete_objects(Bucket="orders", Delete={"Objects": [{"Key": key} for key in keys], **more})
            print(sorted(item["Key"] for item in delete("a b/ü", "\n", "missing")["Deleted"]))
            print(delete("c", Quiet=True).get("Deleted"))
            for digest in [None, "AAAAAAAAAAAAAAAAAAAAAA==", "nonsense", "right"]:
                def change(request, **_):
                    for name in [name for name in request.headers if name.lower().startswith(("x-amz-checksum", "x-amz-sdk-checksum"))]:
                        del request.headers[name]
                    if digest:
                        right = base64.b64encode(hashlib.md5(request.body).digest()).decode()
                        request.headers["Content-MD5"] = right if digest == "right" else digest
                s3.meta.events.register_first("before-sign.s3.DeleteObjects", change, unique_id="change")
                try:
                    print([item["Key"] for item in delete("d")["Deleted"]])
                except ClientError as refused:
                    print(refused.response["Error"]["Code"])
                s3.meta.events.unregister("before-sign.s3.DeleteObjects", unique_id="change")
            print(s3.list_objects_v2(Bucket="orders").get("KeyCount"))
            """;

        string printed = await programs.RunAsync("python3", ["-c", script]);

        Assert.Equal("['\\n', 'a b/ü', 'missing']\nNone\nInvalidRequest\nBadDigest\nInvalidDigest\n['d']\n0\n", printed);
        string deleted = await programs.RunAsync("aws", ["s3api", "delete-objects", "--bucket", "orders", "--delete", "Objects=[{Key=x},{Key=y}]", "--query", "Deleted[].Key", "--output", "text"]);
        Assert.Equal("x\ty\n", deleted);
    }

    [Fact]
    public async Task The_AWS_CLI_syncs_copies_moves_and_removes()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("The AWS CLI", "aws", "--version");
        string source = Directory.CreateDirectory(Path.Combine(programs.Folder, "source", "deep")).Parent!.FullName;
        for (int i = 0; i < 30; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(source, i % 2 == 0 ? $"{i}.txt" : $"deep/ü {i}.txt"), new string('x', i), The.Cancellation);
        }

        byte[] large = new byte[20 << 20];
        new Random(1).NextBytes(large);
        string file = Path.Combine(programs.Folder, "large");
        await File.WriteAllBytesAsync(file, large, The.Cancellation);
        using AmazonS3Client s3 = Some.S3(programs.Sts, programs.Sts.Users[0].Credentials, pathStyle: true);
        await s3.PutBucketAsync("orders", The.Cancellation);
        async Task<List<S3Object>> ListAsync() => (await s3.ListObjectsV2Async(new() { BucketName = "orders" }, The.Cancellation)).S3Objects ?? [];

        await Task.WhenAll(
            programs.RunAsync("aws", ["s3", "sync", source, "s3://orders/tree", "--quiet"]), programs.RunAsync("aws", ["s3", "cp", file, "s3://orders/large", "--quiet"]));
        Assert.Equal(
            Directory.GetFiles(source, "*", SearchOption.AllDirectories).Select(path => ("tree/" + Path.GetRelativePath(source, path), (long?)new FileInfo(path).Length))
                .Append(("large", 20 << 20)).Order(),
            (await ListAsync()).Select(item => (item.Key, item.Size)).Order());
        Assert.Contains(programs.Sts.Calls, call => call.Action == "CompleteMultipartUpload");

        await Task.WhenAll(
            programs.RunAsync("aws", ["s3", "rm", "s3://orders/tree", "--recursive", "--quiet"]), programs.RunAsync("aws", ["s3", "mv", "s3://orders/large", file, "--quiet"]));
        Assert.Empty(await ListAsync());
        byte[] back = await File.ReadAllBytesAsync(file, The.Cancellation);
        Assert.True(back.AsSpan().SequenceEqual(large));
    }

    [Fact]
    public async Task A_token_for_EKS_is_a_presigned_call_that_tells_who_the_chain_is()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("The AWS CLI", "aws", "--version");
        string printed = await programs.RunAsync("aws", ["eks", "get-token", "--cluster-name", "orders", "--profile", "production"]);
        using JsonDocument credential = JsonDocument.Parse(printed);
        string token = credential.RootElement.GetProperty("status").GetProperty("token").GetString()!;
        Assert.StartsWith("k8s-aws-v1.", token, StringComparison.Ordinal);
        string address = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan("k8s-aws-v1.".Length)));

        // As the authenticator of a cluster does, which adds its own name: https://github.com/kubernetes-sigs/aws-iam-authenticator
        using HttpClient http = new();
        async Task<string> AskAsync(string cluster)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            request.Headers.Add("x-k8s-aws-id", cluster);
            using HttpResponseMessage response = await http.SendAsync(request, The.Cancellation);
            return await response.Content.ReadAsStringAsync(The.Cancellation);
        }

        Assert.Contains("assumed-role/ProductionRole/", await AskAsync("orders"), StringComparison.Ordinal);
        Assert.Contains("SignatureDoesNotMatch", await AskAsync("another"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_from_here_are_good_for_the_services_of_moto()
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync("boto3 or moto", "python3", "-c", "import boto3, moto.server");
        const string script = """
            import boto3, os
            from moto.server import ThreadedMotoServer
            server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
            server.start()
            os.environ["AWS_ENDPOINT_URL_STS"] = os.environ["AWS_ENDPOINT_URL"]
            os.environ["AWS_ENDPOINT_URL"] = "http://%s:%s" % server.get_host_and_port()
            session = boto3.Session(profile_name="production")
            sqs = session.client("sqs")
            print(sqs.create_queue(QueueName="orders")["QueueUrl"])
            print(session.client("sts").get_caller_identity()["Arn"])
            server.stop()
            """;

        string printed = await programs.RunAsync("python3", ["-c", script]);

        Assert.Matches("/123456789012/orders\narn:aws:sts::333333333333:assumed-role/ProductionRole/", printed);
        Assert.Equal(["AssumeRole", "AssumeRole", "GetCallerIdentity"], programs.Sts.Calls.Select(call => call.Action));
    }

    [Theory]
    [InlineData("python", "boto3", "python3", "-c", "import boto3")]
    [InlineData("javascript", "@aws-sdk/client-sts of npm", "node", "-e", "require('@aws-sdk/client-sts')")]
    public async Task A_test_in_another_language_drives_faults_tokens_and_a_revoked_session(string language, string what, string program, string option, string check)
    {
        await using OtherPrograms programs = await OtherPrograms.StartAsync(what, program, option, check);
        string file = Path.Combine(programs.Folder, program == "node" ? "test.cjs" : "test.py");
        await File.WriteAllTextAsync(file, Readme.Block(language), The.Cancellation);

        await programs.RunAsync(program, [file]);

        Assert.Equal(
            ["Throttling", "Throttling", null, "InvalidClientTokenId", null],
            programs.Sts.Calls.Where(call => call.Service == "sts").Select(call => call.ErrorCode));
        Assert.Equal("arn:aws:iam::222222222222:role/Build", programs.Sts.Calls[^1].RoleArn);
    }
}
