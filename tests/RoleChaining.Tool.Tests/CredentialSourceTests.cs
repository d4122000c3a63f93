using System.Text.Json;
using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary>
/// Profiles with <c>credential_source</c>: the machine's role, the container's or the environment's keys assume the first role, and never
/// what else there is. In processes of their own, since the SDK looks for its platform once.
/// </summary>
public sealed class CredentialSourceTests
{
    private const string Platform = "arn:aws:iam::555555555555:role/Platform";
    private const string PlatformSession = "arn:aws:sts::555555555555:assumed-role/Platform/";
    private const string Next = "arn:aws:iam::666666666666:role/Next";
    private const string Last = "arn:aws:iam::777777777777:role/Last";
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ec2InstanceMetadata", PlatformSession)]
    [InlineData("EcsContainer", PlatformSession)]
    [InlineData("Environment", "arn:aws:iam::555555555555:user/robot")]
    public async Task The_source_that_is_named_assumes_the_first_role_and_each_session_the_next(string source, string caller)
    {
        // Static keys of a default profile lie about, as they do on a person's machine.
        await using Shell shell = await OpenAsync(source);
        JsonElement json = Shell.Json(await shell.RunAsync("credentials", "--format", "json", "--profile", "last"));
        Assert.Equal("arn:aws:sts::777777777777:assumed-role/Last/on-last", json.GetProperty("AssumedRoleArn").GetString());
        StsCall[] calls = [.. shell.Assumes];
        Assert.Equal([Next, Last], calls.Select(call => call.RoleArn));
        Assert.StartsWith(caller, calls[0].SignerArn, StringComparison.Ordinal);
        Assert.Equal("arn:aws:sts::666666666666:assumed-role/Next/on-next", calls[1].SignerArn);
        Assert.Equal((true, "on-next"), (calls[0].HasExternalId, calls[0].SessionName));
    }

    [Theory]
    [InlineData("Ec2InstanceMetadata")]
    [InlineData("EcsContainer")]
    [InlineData("Environment")]
    public async Task A_command_that_exec_runs_is_who_the_profile_says(string source)
    {
        await using Shell shell = await OpenAsync(source);
        Finished finished = await shell.RunAsync("exec", "--profile", "last", "--", "sh", "-c", $"{Shell.CommandLine} credentials --no-cache --hop {Last}");
        Shell.Json(finished);
        Assert.Equal("arn:aws:sts::777777777777:assumed-role/Last/on-last", shell.Assumes.Last().SignerArn);
    }

    [Theory]
    [InlineData("Ec2InstanceMetadata", 3, "the profile 'next'")]
    [InlineData("EcsContainer", 2, "line 3, profile \"next\": credential_source is EcsContainer, but")]
    [InlineData("Environment", 2, "line 3, profile \"next\": credential_source is Environment, but")]
    public async Task A_source_that_is_not_there_is_told_and_nothing_else_is_taken(string source, int exitCode, string error)
    {
        await using Shell shell = await OpenAsync(source);
        foreach (string name in shell.Variables.Keys)
        {
            shell.Variables[name] = null;
        }

        shell.Variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1";
        Shell.Refused(await shell.RunAsync("credentials", "--profile", "last"), exitCode, error);
        Assert.Empty(shell.Assumes);
    }

    [Theory]
    [InlineData("Ec2InstanceMetadata")]
    [InlineData("EcsContainer")]
    public async Task A_machines_role_is_a_session_so_that_the_first_role_lasts_an_hour_at_most(string source)
    {
        await using Shell shell = await OpenAsync(source, "duration_seconds = 7200");
        Finished refused = await shell.RunAsync("credentials", "--profile", "next");
        Shell.Refused(refused, 2, "line 7, profile \"next\": duration_seconds");
        Assert.Empty(shell.Assumes);
        Shell.Json(await shell.RunAsync("credentials", "--profile", "next", "--clamp-durations"));
        Assert.Equal(3600, shell.Assumes.Single().DurationSeconds);
    }

    private static async Task<Shell> OpenAsync(string source, string more = "")
    {
        Shell shell = await Shell.OpenAsync();
        await File.WriteAllTextAsync(
            Path.Combine(shell.Home, ".aws", "config"),
            $"""
            [profile next]
            role_arn = {Next}
            credential_source = {source}
            external_id = an-id
            role_session_name = on-next

            {more}
            [profile last]
            role_arn = {Last}
            source_profile = next
            role_session_name = on-last
            """,
            Token);
        string service = source == "Ec2InstanceMetadata" ? "ec2.amazonaws.com" : "ecs-tasks.amazonaws.com";
        LocalRole platform = shell.Sts.AddRole(Platform, Trust($"\"Service\":\"{service}\""), Everything);
        LocalUser robot = shell.Sts.AddUser("555555555555", "robot");
        shell.Sts.AddRole(Next, Trust("\"AWS\":\"arn:aws:iam::555555555555:root\""), Everything, TimeSpan.FromHours(12));
        shell.Sts.AddRole(Last, Trust($"\"AWS\":[\"{Next}\",\"{Last}\"]"), Everything);
        shell.Variables["AWS_EC2_METADATA_DISABLED"] = null;
        foreach ((string name, string value) in Environment(shell, source, platform, robot))
        {
            shell.Variables[name] = value;
        }

        return shell;
    }

    private static IReadOnlyDictionary<string, string> Environment(Shell shell, string source, LocalRole platform, LocalUser robot)
    {
        ImmutableCredentials keys = robot.Credentials.GetCredentials();
        return source switch
        {
            "Ec2InstanceMetadata" => shell.Sts.ServeInstanceRole(platform),
            "EcsContainer" => shell.Sts.ServeContainerRole(platform),
            _ => new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = keys.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = keys.SecretKey },
        };
    }

    private static string Trust(string principal) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{{{principal}}},"Action":"sts:AssumeRole"}]}""";
}
