using System.Diagnostics;

namespace RoleChaining.Testing;

/// <summary>The AWS CLI and boto3, where they are on the machine: what other languages' programs find.</summary>
public sealed class OtherClientsTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("local-sts-").FullName;
    private LocalSts? _sts;

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        if (_sts is not null)
            await _sts.DisposeAsync();
    }

    [Fact]
    public async Task The_AWS_CLI_goes_over_two_hops_by_hand_and_by_profile()
    {
        await StartAsync("aws", "--version");
        string[] assumeHub = ["sts", "assume-role", "--role-arn", The.Hub, "--role-session-name", "cli", "--query", "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]", "--output", "text"];

        Assert.Contains("arn:aws:iam::111111111111:user/alice", await RunAsync("aws", ["sts", "get-caller-identity"]), StringComparison.Ordinal);
        string[] hub = (await RunAsync("aws", [.. assumeHub, "--tags", "Key=Team,Value=alpha", "--transitive-tag-keys", "Team", "--source-identity", "alice"])).Split((char[])['\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> asHub = new() { ["AWS_ACCESS_KEY_ID"] = hub[0], ["AWS_SECRET_ACCESS_KEY"] = hub[1], ["AWS_SESSION_TOKEN"] = hub[2] };
        Assert.Contains("assumed-role/HubRole/cli", await RunAsync("aws", ["sts", "get-caller-identity"], asHub), StringComparison.Ordinal);
        string production = await RunAsync("aws", ["sts", "assume-role", "--role-arn", The.Production, "--role-session-name", "cli"], asHub);
        Assert.Contains("\"SourceIdentity\": \"alice\"", production, StringComparison.Ordinal);
        string tooLong = await RunAsync("aws", ["sts", "assume-role", "--role-arn", The.Production, "--role-session-name", "cli", "--duration-seconds", "7200"], asHub, fails: true);
        Assert.Contains(
            "An error occurred (ValidationError) when calling the AssumeRole operation: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            tooLong,
            StringComparison.Ordinal);
        Assert.Contains("(AccessDenied)", await RunAsync("aws", ["sts", "assume-role", "--role-arn", The.Production, "--role-session-name", "cli"], fails: true), StringComparison.Ordinal);
        Assert.Contains("assumed-role/ProductionRole/", await RunAsync("aws", ["sts", "get-caller-identity", "--profile", "production"]), StringComparison.Ordinal);
        await RunAsync("aws", ["s3", "mb", "s3://orders", "--profile", "production"]);
        await File.WriteAllTextAsync(Path.Combine(_folder, "note.txt"), "hello from the last hop", The.Cancellation);
        await RunAsync("aws", ["s3", "cp", Path.Combine(_folder, "note.txt"), "s3://orders/notes/note.txt", "--profile", "production"]);
        Assert.Contains("hello from the last hop", await RunAsync("aws", ["s3", "cp", "s3://orders/notes/note.txt", "-", "--profile", "production"]), StringComparison.Ordinal);
        Assert.Contains("notes/note.txt", await RunAsync("aws", ["s3", "ls", "s3://orders", "--recursive", "--profile", "production"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boto3_follows_the_chain_of_a_profile()
    {
        await StartAsync("python3", "-c", "import boto3");
        const string script = """
            import boto3
            session = boto3.Session(profile_name="production")
            print(session.client("sts").get_caller_identity()["Arn"])
            s3 = session.client("s3")
            s3.create_bucket(Bucket="orders")
            s3.put_object(Bucket="orders", Key="a b/ü", Body=b"x" * 100000)
            print(len(s3.get_object(Bucket="orders", Key="a b/ü")["Body"].read()))
            print([item["Key"] for item in s3.list_objects_v2(Bucket="orders")["Contents"]])
            try:
                s3.get_object(Bucket="orders", Key="missing")
            except s3.exceptions.NoSuchKey as refused:
                print(refused.response["Error"]["Code"])
            """;

        string printed = await RunAsync("python3", ["-c", script]);

        Assert.Matches("assumed-role/ProductionRole/.*\n100000\n\\['a b/ü'\\]\nNoSuchKey", printed);
    }

    [Fact]
    public async Task Boto3_finds_itself_on_an_instance_in_a_container_and_in_a_pod()
    {
        await StartAsync("python3", "-c", "import boto3");
        LocalRole Platform(string service) => _sts!.AddRole(
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
            ("ec2", _sts!.ServeInstanceRole(Platform("ec2"))),
            ("ecs-tasks", _sts.ServeContainerRole(Platform("ecs-tasks"))),
            ("pods.eks", _sts.ServePodRole(Platform("pods.eks"))),
        })
        {
            Dictionary<string, string> variables = new(environment) { ["AWS_ACCESS_KEY_ID"] = string.Empty, ["AWS_SECRET_ACCESS_KEY"] = string.Empty };
            string printed = await RunAsync("python3", ["-c", script], variables);
            Assert.Matches($"arn:aws:sts::{The.Home}:assumed-role/On-{service}/.*\narn:aws:sts::222222222222:assumed-role/HubRole/boto", printed);
        }
    }

    private async Task StartAsync(string program, params string[] check)
    {
        try
        {
            await RunAsync(program, check);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or Xunit.Sdk.XunitException)
        {
            Assert.Skip($"{program} is not on this machine.");
        }

        _sts = await LocalSts.StartAsync(cancellationToken: The.Cancellation);
        _sts.AddUser(The.Home, "alice", "AKIAALICEALICEALICEA", "alice-secret");
        _sts.AddRole(The.Hub, Some.Trust(The.Home), The.MayAssumeAnything);
        _sts.AddRole(The.Production, Some.Trust(The.Hub), The.MayDoAnything);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "config"),
            $"""
            [profile hub]
            role_arn = {The.Hub}
            credential_source = Environment
            [profile production]
            role_arn = {The.Production}
            source_profile = hub
            """,
            The.Cancellation);
    }

    private async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string>? environment = null, bool fails = false)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        Dictionary<string, string> variables = new()
        {
            ["AWS_ACCESS_KEY_ID"] = "AKIAALICEALICEALICEA",
            ["AWS_SECRET_ACCESS_KEY"] = "alice-secret",
            ["AWS_ENDPOINT_URL"] = _sts?.Endpoint.ToString() ?? string.Empty,
            ["AWS_DEFAULT_REGION"] = "eu-west-1",
            ["AWS_CONFIG_FILE"] = Path.Combine(_folder, "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder, "none"),
            // The CLI keeps the sessions of profiles under the home folder, from one run to the next.
            ["HOME"] = _folder,
            ["AWS_PAGER"] = string.Empty,
            ["PYTHONIOENCODING"] = "utf-8",
            ["NO_PROXY"] = "127.0.0.1",
        };
        foreach ((string name, string value) in variables.Concat(environment ?? []))
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(The.Cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(The.Cancellation);
        await process.WaitForExitAsync(The.Cancellation);
        string printed = await output + await error;
        Assert.True(fails != (process.ExitCode == 0), $"{program} {string.Join(' ', arguments)}: {printed}");
        return printed;
    }
}
