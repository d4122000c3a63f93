using System.Reflection;
using Amazon.Runtime.Credentials;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Sources;

/// <summary>
/// Where code runs on AWS: the default source finds an instance's, a container's and a pod's role by the SDK's own environment variables,
/// and each is a session, so that the first hop is chained.
/// </summary>
[Collection(nameof(SourceTests))]
public sealed class PlatformTests : IDisposable
{
    private const string Role = "arn:aws:iam::222222222222:role/Platform";
    private const string Next = "arn:aws:iam::333333333333:role/Next";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly Variables _variables = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string, string> Platforms => new()
    {
        { "instance", "ec2.amazonaws.com" },
        { "container", "ecs-tasks.amazonaws.com" },
        { "pod", "pods.eks.amazonaws.com" },
    };

    public void Dispose()
    {
        _variables.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_chain_from_a_platforms_role_works_and_is_capped_at_an_hour(string platform, string service)
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        RunOn(sts, platform, service);
        sts.AddRole(Next, Policy.Trust(Role), Policy.AllowAll, TimeSpan.FromHours(12));

        using ChainedAWSCredentials credentials = Builder(sts).AssumeRole(Next).Build();
        await credentials.WarmUpAsync(Token);
        Assert.StartsWith("arn:aws:sts::333333333333:assumed-role/Next/", credentials.Status.Final.AssumedRoleArn, StringComparison.Ordinal);
        StsCall assume = Assert.Single(sts.Calls, call => call.RoleArn == Next);
        Assert.StartsWith("arn:aws:sts::222222222222:assumed-role/Platform/", assume.SignerArn, StringComparison.Ordinal);

        using ChainedAWSCredentials twoHours = Builder(sts).AssumeRole(Next, hop => hop.Duration = TimeSpan.FromHours(2)).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => twoHours.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.InvalidChain, e.Failure);
        Assert.Single(sts.Calls, call => call.RoleArn == Next);
    }

    [Fact]
    public async Task Tags_that_a_pod_brings_along_need_TagSession_and_the_error_says_so()
    {
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        RunOn(sts, "pod", "pods.eks.amazonaws.com");
        sts.AddRole(Next, Policy.Trust(Role, "sts:AssumeRole"), Policy.AllowAll);

        using ChainedAWSCredentials credentials = Builder(sts).AssumeRole(Next).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.AccessDenied, e.Failure);
        Assert.Contains("sts:TagSession", e.Message, StringComparison.Ordinal);
    }

    private static RoleChainBuilder Builder(LocalSts sts) => new RoleChainBuilder().WithStsClientConfig(sts.Configure);

    private void RunOn(LocalSts sts, string platform, string service)
    {
        foreach (string name in new[]
        {
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_EC2_METADATA_DISABLED",
        })
        {
            _variables[name] = null;
        }

        _variables["AWS_REGION"] = "eu-west-1";
        _variables["AWS_CONFIG_FILE"] = Path.Combine(_folder, "config");
        _variables["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder, "credentials");

        LocalRole role = sts.AddRole(
            Role,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""",
            Policy.AllowAll);
        IReadOnlyDictionary<string, string> environment = platform switch
        {
            "instance" => sts.ServeInstanceRole(role),
            "container" => sts.ServeContainerRole(role),
            _ => sts.ServePodRole(role),
        };
        foreach ((string name, string value) in environment)
        {
            _variables[name] = value;
        }

        ForgetTheLastPlatform();
    }

    /// <summary>A process runs on one platform, so the SDK looks for it once.</summary>
    private static void ForgetTheLastPlatform()
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        Type resolver = typeof(DefaultAWSCredentialsIdentityResolver);
        object instance = ((Lazy<DefaultAWSCredentialsIdentityResolver>)resolver.GetField("_defaultInstance", Hidden)!.GetValue(null)!).Value;
        resolver.GetField("_cachedCredentials", Hidden)!.SetValue(instance, null);
    }
}
