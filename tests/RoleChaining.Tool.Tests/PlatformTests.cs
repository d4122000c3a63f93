using System.Text.Json;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary>
/// Where code runs on AWS: the default source finds an instance's, a container's and a pod's role by the SDK's own environment variables,
/// and each is a session, so that the first hop is chained. In processes of their own, since the SDK looks for its platform once.
/// </summary>
public sealed class PlatformTests
{
    private const string Platform = "arn:aws:iam::555555555555:role/Platform";
    private const string Next = "arn:aws:iam::666666666666:role/Next";

    [Theory]
    [InlineData("ec2.amazonaws.com")]
    [InlineData("ecs-tasks.amazonaws.com")]
    [InlineData("pods.eks.amazonaws.com")]
    public async Task A_chain_from_a_platforms_role_works_and_is_capped_at_an_hour(string service)
    {
        await using Shell shell = await OpenOnAsync(service);
        shell.Sts.AddRole(Next, Trust(Platform, "sts:AssumeRole", "sts:TagSession"), maxSessionDuration: TimeSpan.FromHours(12));

        JsonElement json = Shell.Json(await shell.RunAsync("credentials", "--format", "json", "--no-cache", "--hop", Next));
        Assert.StartsWith("arn:aws:sts::666666666666:assumed-role/Next/", json.GetProperty("AssumedRoleArn").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("arn:aws:sts::555555555555:assumed-role/Platform/", Assert.Single(Assumes(shell)).SignerArn, StringComparison.Ordinal);

        Finished twoHours = await shell.RunAsync("credentials", "--format", "json", "--no-cache", "--hop", Next, "--duration", "2h");
        Assert.NotEqual(0, twoHours.ExitCode);
        Assert.Contains("01:00:00", twoHours.Error, StringComparison.Ordinal);
        Assert.Single(Assumes(shell)); // STS was not asked
    }

    [Fact]
    public async Task Tags_that_a_pod_brings_along_need_TagSession_and_the_error_says_so()
    {
        await using Shell shell = await OpenOnAsync("pods.eks.amazonaws.com");
        shell.Sts.AddRole(Next, Trust(Platform, "sts:AssumeRole"));
        Finished denied = await shell.RunAsync("credentials", "--format", "json", "--no-cache", "--hop", Next);
        Assert.NotEqual(0, denied.ExitCode);
        Assert.Contains("sts:TagSession", denied.Error, StringComparison.Ordinal);
    }

    /// <summary>A machine of AWS's: no keys in files, and the role of its platform.</summary>
    private static async Task<Shell> OpenOnAsync(string service)
    {
        Shell shell = await Shell.OpenAsync();
        Directory.Delete(Path.Combine(shell.Home, ".aws"), recursive: true);
        LocalRole role = shell.Sts.AddRole(
            Platform,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");
        IReadOnlyDictionary<string, string> environment = service switch
        {
            "ec2.amazonaws.com" => shell.Sts.ServeInstanceRole(role),
            "pods.eks.amazonaws.com" => shell.Sts.ServePodRole(role),
            _ => shell.Sts.ServeContainerRole(role),
        };
        shell.Variables["AWS_EC2_METADATA_DISABLED"] = null;
        foreach ((string name, string value) in environment)
        {
            shell.Variables[name] = value;
        }

        return shell;
    }

    private static IEnumerable<StsCall> Assumes(Shell shell) => shell.Assumes.Where(call => call.RoleArn == Next);

    private static string Trust(string principal, params string[] actions) => $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":[{{string.Join(',', actions.Select(action => $"\"{action}\""))}}]}]}
        """;
}
