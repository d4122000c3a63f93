using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Sources;

/// <summary>Where a chain's first credentials come from.</summary>
[Collection(nameof(SourceTests))]
[CollectionDefinition(nameof(SourceTests), DisableParallelization = true)]
public sealed class SourceTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly Variables _variables = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public SourceTests()
    {
        foreach (string name in new[] { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME" })
        {
            _variables[name] = null;
        }

        _variables["AWS_EC2_METADATA_DISABLED"] = "true";
        _variables["AWS_REGION"] = "eu-west-1";
        _variables["AWS_CONFIG_FILE"] = Path.Combine(_folder, "config");
        _variables["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder, "credentials");
    }

    public void Dispose()
    {
        _variables.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_null_source_is_refused() => Assert.Throws<ArgumentNullException>(() => new RoleChainBuilder().WithSource(null!));

    [Fact]
    public async Task The_default_source_is_what_the_SDK_finds_when_it_is_first_needed()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials credentials = Default(world).AssumeRole(world.Roles[0]).Build();
        ImmutableCredentials alice = await world.Alice.Credentials.GetCredentialsAsync();
        _variables["AWS_ACCESS_KEY_ID"] = alice.AccessKey;
        _variables["AWS_SECRET_ACCESS_KEY"] = alice.SecretKey;
        await credentials.WarmUpAsync(Token);
        Assert.Equal(world.Alice.Arn, world.Sts.Calls.Single().SignerArn);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_web_identity_is_a_first_session_of_our_own_and_its_token_is_read_again_each_time(bool byDefault)
    {
        await using World world = World.InMemory(0);
        (string pod, LocalOidcProvider provider, string file) = await AddPodAsync(world);
        string next = world.AddRole("arn:aws:iam::333333333333:role/Next", pod, TimeSpan.FromHours(12));
        _variables["AWS_ROLE_ARN"] = pod;
        _variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
        RoleChainBuilder builder = Default(world);
        using ChainedAWSCredentials credentials = (byDefault ? builder : builder.WithWebIdentitySource(source => source.Duration = TimeSpan.FromHours(12)))
            .AssumeRole(next)
            .Build();

        await credentials.WarmUpAsync(Token);
        HopStatus source = credentials.Status.Hops[0];
        Assert.StartsWith("arn:aws:sts::222222222222:assumed-role/Pod/", source.AssumedRoleArn, StringComparison.Ordinal);
        Assert.Equal(byDefault ? 1 : 12, (source.ExpiresAt - source.IssuedAt)!.Value.TotalHours, tolerance: 0.01);

        await File.WriteAllTextAsync(file, provider.IssueToken("pod-2", lifetime: TimeSpan.FromHours(24)), Token);
        world.Clock!.Advance(TimeSpan.FromHours(13));
        await credentials.WarmUpAsync(Token);
        Assert.All(world.Sts.Calls, call => Assert.Null(call.ErrorCode));
        Assert.Equal(4, world.Sts.Calls.Count);
    }

    [Fact]
    public async Task Keys_in_the_environment_win_over_a_web_identity_as_in_the_SDK()
    {
        await using World world = World.InMemory(1);
        ImmutableCredentials alice = await world.Alice.Credentials.GetCredentialsAsync();
        _variables["AWS_ACCESS_KEY_ID"] = alice.AccessKey;
        _variables["AWS_SECRET_ACCESS_KEY"] = alice.SecretKey;
        _variables["AWS_ROLE_ARN"] = "arn:aws:iam::222222222222:role/Pod";
        _variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = Path.Combine(_folder, "none");
        using ChainedAWSCredentials credentials = Default(world).AssumeRole(world.Roles[0]).Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(world.Alice.Arn, world.Sts.Calls.Single().SignerArn);
    }

    [Fact]
    public async Task A_hop_after_a_web_identity_is_chained()
    {
        await using World world = World.InMemory(0);
        RoleChainBuilder builder = Default(world).WithWebIdentitySource().AssumeRole("arn:aws:iam::333333333333:role/Next", hop => hop.Duration = TimeSpan.FromHours(2));
        Assert.Contains("01:00:00", Assert.ThrowsAny<Exception>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", RoleChainFailure.SourceUnavailable)]
    [InlineData("garbage", RoleChainFailure.WebIdentityRejected)]
    public async Task A_web_identity_that_fails_is_told_as_the_source(string token, RoleChainFailure failure)
    {
        await using World world = World.InMemory(0);
        (string pod, _, string file) = await AddPodAsync(world);
        await File.WriteAllTextAsync(file, "not.a.token", Token);
        using ChainedAWSCredentials credentials = Default(world)
            .WithRetry(retry => retry.MaxAttempts = 1)
            .WithWebIdentitySource(source =>
            {
                source.RoleArn = pod;
                source.TokenFile = token == "missing" ? Path.Combine(_folder, "nowhere") : file;
            })
            .AssumeRole("arn:aws:iam::333333333333:role/Next")
            .Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(0, e.HopNumber);
        Assert.Equal(failure, e.Failure);
        Assert.DoesNotContain("not.a.token", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_web_identity_names_the_role_that_it_asked_for()
    {
        await using World world = World.InMemory(0);
        (string pod, _, string file) = await AddPodAsync(world);
        world.Sts.RemoveRole(pod);
        using ChainedAWSCredentials credentials = Default(world)
            .WithWebIdentitySource(source => (source.RoleArn, source.TokenFile) = (pod, file))
            .AssumeRole("arn:aws:iam::333333333333:role/Next")
            .Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.AccessDenied, e.Failure);
        Assert.StartsWith($"The source of the chain, a web identity as {pod}, gave no credentials: STS denied it (", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throws", "(The web identity's TokenProvider failed with System.InvalidOperationException).", "Look into TokenProvider")]
    [InlineData("empty", "(The web identity's TokenProvider gave an empty token).", "Look into TokenProvider")]
    [InlineData("no role", "(Neither AWS_ROLE_ARN nor the RoleArn of WithWebIdentitySource is set).", "RoleArn")]
    [InlineData("no ARN", "The web identity's settings: AWS_ROLE_ARN is \"Pod\"", "variables of the environment")]
    [InlineData("no file", "(The web identity's token file '", "AWS_WEB_IDENTITY_TOKEN_FILE")]
    public async Task A_web_identity_that_is_not_there_is_told_with_its_own_remedy(string fault, string words, string advice)
    {
        await using World world = World.InMemory(0);
        using ChainedAWSCredentials credentials = Default(world)
            .WithRetry(retry => retry.MaxAttempts = 1)
            .WithWebIdentitySource(source =>
            {
                source.RoleArn = fault is "no role" or "no ARN" ? null : "arn:aws:iam::222222222222:role/Pod";
                source.TokenFile = fault == "no file" ? Path.Combine(_folder, "nowhere") : null;
                source.TokenProvider = fault == "no file" ? null : _ => fault == "throws" ? throw new InvalidOperationException("hunter2") : Task.FromResult(" ");
            })
            .AssumeRole("arn:aws:iam::333333333333:role/Next")
            .Build();
        _variables["AWS_ROLE_ARN"] = fault == "no ARN" ? "Pod" : null;
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.SourceUnavailable, e.Failure);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains(advice, e.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("Set up the source", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_can_be_the_source_and_is_read_when_first_needed()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials credentials = Default(world).WithSourceProfile("dev").AssumeRole(world.Roles[0]).Build();
        ImmutableCredentials alice = await world.Alice.Credentials.GetCredentialsAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "credentials"), $"[dev]\naws_access_key_id={alice.AccessKey}\naws_secret_access_key={alice.SecretKey}\n", Token);
        await credentials.WarmUpAsync(Token);
        Assert.Equal(world.Alice.Arn, world.Sts.Calls.Single().SignerArn);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_named()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials credentials = Default(world).WithSourceProfile("no-such-profile").AssumeRole(world.Roles[0]).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.SourceUnavailable, e.Failure);
        Assert.Contains("no-such-profile", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_can_be_used_directly_without_any_hop()
    {
        await using World world = World.InMemory(0);
        using ChainedAWSCredentials credentials = new RoleChainBuilder(new RoleChainOptions { UseSourceDirectly = true }).WithSource(world.Alice.Credentials).Build();
        Assert.Equal(world.Alice.AccessKeyId, (await credentials.GetCredentialsAsync(Token)).AccessKey);
        Assert.Empty(world.Sts.Calls);
    }

    [Fact]
    public async Task A_chain_that_goes_on_where_another_ends_knows_what_it_inherits()
    {
        await using World world = World.InMemory(2);
        using ChainedAWSCredentials hub = world.Builder()
            .AssumeRole(world.Roles[0], hop =>
            {
                hop.SourceIdentity = "alice";
                hop.Tags.Add("Team", "alpha", transitive: true);
            })
            .Build();
        using ChainedAWSCredentials next = Default(world).WithSource(hub).AssumeRole(world.Roles[1]).Build();
        await next.WarmUpAsync(Token);
        Assert.Equal(["Team"], next.Chain.Hops[0].InheritedTagKeys);
        Assert.Equal("alice", next.Chain.Hops[0].InheritedSourceIdentity);
        Assert.ThrowsAny<Exception>(() => Default(world).WithSource(hub).AssumeRole(world.Roles[1], hop => hop.Duration = TimeSpan.FromHours(2)).Build());
    }

    [Fact]
    public async Task An_STS_answer_can_be_a_source_and_is_known_for_a_session()
    {
        await using World world = World.InMemory(1);
        Credentials answer = new() { AccessKeyId = "ASIAEXAMPLEEXAMPLE00", SecretAccessKey = "s", SessionToken = "t" };
        using ChainedAWSCredentials credentials = Default(world).WithSource(answer).AssumeRole(world.Roles[0], hop => hop.Duration = TimeSpan.FromHours(2)).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.InvalidChain, e.Failure);
        Assert.Empty(world.Sts.Calls);
    }

    private static RoleChainBuilder Default(World world) => new RoleChainBuilder().WithStsClientConfig(world.Sts.Configure).WithTimeProvider(world.Clock!);

    private async Task<(string Role, LocalOidcProvider Provider, string TokenFile)> AddPodAsync(World world)
    {
        LocalOidcProvider provider = world.Sts.AddOidcProvider("222222222222", "https://oidc.example.com");
        string pod = "arn:aws:iam::222222222222:role/Pod";
        world.Sts.AddRole(
            pod,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""",
            Policy.AllowAll,
            TimeSpan.FromHours(12));
        string file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, provider.IssueToken("pod-1"), Token);
        return (pod, provider, file);
    }
}
