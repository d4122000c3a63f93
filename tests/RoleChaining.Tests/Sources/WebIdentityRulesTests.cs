using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;
using RoleChaining.DependencyInjection;
using RoleChaining.Profiles;
using RoleChaining.Testing;

namespace RoleChaining.Sources;

/// <summary>What is wrong with a web identity, told before anybody gets its token.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class WebIdentityRulesTests : IDisposable
{
    private const string Pod = "arn:aws:iam::444444444444:role/Pod";
    private const string ChinasPod = "arn:aws-cn:iam::444444444444:role/Pod";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly SharedFiles _files = new();
    private readonly World _world = World.InMemory();

    public void Dispose()
    {
        _files.Dispose();
        _world.Sts.Dispose();
    }

    [Theory]
    [InlineData("HubRole", null, null, "WebIdentitySource.RoleArn is \"HubRole\", which is not the ARN of an IAM role: it does not begin with \"arn:\"")]
    [InlineData(Pod, "a b", null, "WebIdentitySource.SessionName is \"a b\" and has U+0020 (a space) at position 2; AWS takes letters, digits and _+=,.@-; write for example \"a-b\".")]
    [InlineData(Pod, null, "13:00:00", "WebIdentitySource.Duration is 13:00:00; AWS takes 00:15:00 to 12:00:00")]
    [InlineData(Pod, null, "00:20:01.5", "WebIdentitySource.Duration is 00:20:01.5000000; AWS takes whole seconds: round it.")]
    public void AWSs_rules_of_a_web_identity_are_checked_when_the_chain_is_built(string role, string? name, string? duration, string expected)
    {
        OptionsValidationException e = Refused(Builder(role, name, duration));
        Assert.Contains(expected, Assert.Single(e.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12:00:00")]
    [InlineData("00:15:00")]
    public void A_web_identity_that_AWS_takes_is_built(string duration)
    {
        using ChainedAWSCredentials chain = Builder(Pod, "pod@x", duration).Build();
        Assert.Single(chain.Chain.Hops);
    }

    [Fact]
    public void All_that_is_wrong_with_a_web_identity_is_told_at_once() =>
        Assert.Equal(3, Refused(Builder("HubRole", "a b", "13:00:00")).Failures.Count());

    [Fact]
    public void A_region_of_another_partition_than_a_web_identitys_is_refused()
    {
        RoleChainBuilder chain = new RoleChainBuilder(new RoleChainOptions { UseSourceDirectly = true })
            .WithRegion("cn-north-1", ["us-east-1"])
            .WithWebIdentitySource(source => source.RoleArn = ChinasPod);
        Assert.Equal(
            "FailoverRegions[0] is \"us-east-1\", a region of partition aws, but the roles are in aws-cn; name a region of aws-cn.",
            Assert.Single(Refused(chain).Failures));
    }

    [Fact]
    public void A_role_in_another_partition_than_its_web_identity_is_refused()
    {
        OptionsValidationException e = Refused(Builder(ChinasPod));
        Assert.Contains("a role of partition aws, but the chain began in aws-cn", Assert.Single(e.Failures), StringComparison.Ordinal);
        using ChainedAWSCredentials source = new RoleChainBuilder(new RoleChainOptions { UseSourceDirectly = true })
            .WithWebIdentitySource(source => source.RoleArn = ChinasPod)
            .Build();
        Assert.Contains("began in aws-cn", Assert.Throws<OptionsValidationException>(() => source.AssumeRole(_world.Roles[0])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_ROLE_ARN", "HubRole", "AWS_ROLE_ARN is \"HubRole\", which is not the ARN of an IAM role")]
    [InlineData("AWS_ROLE_SESSION_NAME", "a b", "AWS_ROLE_SESSION_NAME is \"a b\" and has U+0020")]
    [InlineData("AWS_ROLE_ARN", ChinasPod, "Region is \"us-east-1\", a region of partition aws, but the roles are in aws-cn")]
    public async Task What_the_environment_says_of_a_web_identity_is_checked_as_soon_as_it_is_there(string variable, string value, string expected)
    {
        _files.Variables["AWS_ROLE_ARN"] = Pod;
        _files.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = await WriteTokenAsync();
        using ChainedAWSCredentials early = Default().WithRegion("us-east-1").AssumeRole(_world.Roles[0]).Build();
        _files.Variables[variable] = value;
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => early.GetCredentialsAsync(Token));
        Assert.Equal((RoleChainFailure.SourceUnavailable, false), (e.Failure, e.IsTransient));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Sts.Calls);
        Assert.Contains(expected, Refused(Default().WithRegion("us-east-1").WithWebIdentitySource().AssumeRole(_world.Roles[0])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("role_arn = HubRole", "line 2, profile \"pod\": role_arn is \"HubRole\", which is not the ARN of an IAM role: it does not begin with \"arn:\"")]
    [InlineData($"role_arn = {Pod} # mine", "line 2, profile \"pod\": role_arn is \"arn:aws:iam::444444444444:role/Pod # mine\", which is not the ARN of an IAM role")]
    [InlineData($"role_arn = {Pod}\nrole_session_name = a b", "line 3, profile \"pod\": role_session_name is \"a b\" and has U+0020 (a space) at position 2; AWS takes letters, digits and _+=,.@-; write for example \"a-b\".")]
    [InlineData($"role_arn = {ChinasPod}\nregion = us-east-1", "line 3, profile \"pod\": region: Region is \"us-east-1\", a region of partition aws, but the roles are in aws-cn")]
    public void What_is_wrong_with_a_web_identitys_profile_names_its_line(string lines, string expected)
    {
        _files.Variables["AWS_REGION"] = null;
        _files.Config = $"[profile pod]\n{lines}\nweb_identity_token_file = /token";
        Assert.Contains(expected, Assert.Single(Refused(Default().FollowProfile("pod").WithSettingsOf("pod")).Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comment_behind_a_web_identitys_setting_is_hinted_at()
    {
        _files.Config = $"[profile pod]\nrole_arn = {Pod}\nrole_session_name = pod # mine\nweb_identity_token_file = /token";
        Assert.Contains("(A comment stands on a line of its own.)", Refused(Default().FollowProfile("pod")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profiles_role_in_another_partition_than_its_web_identity_names_its_line()
    {
        _files.Variables["AWS_REGION"] = null;
        _files.Config = $"[profile pod]\nrole_arn = {ChinasPod}\nweb_identity_token_file = /token\n[profile next]\nrole_arn = {_world.Roles[0]}\nsource_profile = pod";
        Assert.Contains(
            $"line 5, profile \"next\": role_arn: hop 1 of 1: RoleArn is \"{_world.Roles[0]}\", a role of partition aws, but the chain began in aws-cn",
            Assert.Single(Refused(Default().FollowProfile("next")).Failures),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("environment")]
    [InlineData("options")]
    [InlineData("profile")]
    public async Task Empty_settings_of_a_web_identity_are_none(string place)
    {
        string file = await WriteTokenAsync();
        _files.Variables["AWS_ROLE_ARN"] = Pod;
        _files.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
        _files.Variables["AWS_ROLE_SESSION_NAME"] = "";
        _files.Config = $"[profile pod]\nrole_arn = {Pod}\nrole_session_name =\nweb_identity_token_file = {file}";
        RoleChainBuilder builder = place switch
        {
            "options" => Default().WithWebIdentitySource(source => (source.RoleArn, source.TokenFile, source.SessionName) = ("", "", "")),
            "profile" => Default().FollowProfile("pod"),
            _ => Default().WithWebIdentitySource(),
        };
        using ChainedAWSCredentials chain = builder.AssumeRole(_world.AddRole("arn:aws:iam::555555555555:role/Next", Pod)).Build();
        await chain.WarmUpAsync(Token);
        Assert.Equal(RoleChainDefaults.SessionName, _world.Sts.Calls[0].SessionName);
    }

    [Fact]
    public async Task A_web_identitys_variables_that_are_set_to_nothing_are_not_set()
    {
        _files.Variables["AWS_ROLE_ARN"] = "";
        using ChainedAWSCredentials chain = Default().WithWebIdentitySource().AssumeRole(_world.Roles[0]).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => chain.GetCredentialsAsync(Token));
        Assert.Contains("Neither AWS_ROLE_ARN nor the RoleArn of WithWebIdentitySource is set", e.Message, StringComparison.Ordinal);
        _files.Variables["AWS_ROLE_ARN"] = Pod;
        _files.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "";
        using ChainedAWSCredentials next = Default().WithWebIdentitySource().AssumeRole(_world.Roles[0]).Build();
        e = await Assert.ThrowsAsync<RoleChainException>(() => next.GetCredentialsAsync(Token));
        Assert.Contains("Neither AWS_WEB_IDENTITY_TOKEN_FILE nor the TokenFile of WithWebIdentitySource is set", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_what_code_alone_sets_names_no_path_of_configuration()
    {
        IConfiguration configuration = App.Configuration(("RoleChains:Orders:Hops:0:RoleArn", _world.Roles[0]));
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("Orders", configuration.GetSection("RoleChains:Orders"), (_, chain) => chain.WithWebIdentitySource(source => source.RoleArn = "HubRole"));
        Assert.StartsWith("the role chain 'Orders': WebIdentitySource.RoleArn is \"HubRole\"", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }

    private static OptionsValidationException Refused(RoleChainBuilder builder) => Assert.Throws<OptionsValidationException>(builder.BuildChain);

    private RoleChainBuilder Builder(string role, string? name = null, string? duration = null) => new RoleChainBuilder()
        .WithWebIdentitySource(source => (source.RoleArn, source.SessionName, source.Duration) =
            (role, name, duration is null ? null : TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture)))
        .AssumeRole(_world.Roles[0]);

    private RoleChainBuilder Default() => new RoleChainBuilder().WithStsClientConfig(_world.Sts.Configure).WithTimeProvider(_world.Clock!);

    private async Task<string> WriteTokenAsync()
    {
        LocalOidcProvider provider = _world.Sts.AddOidcProvider("444444444444", "https://oidc.example.com");
        _world.Sts.AddRole(
            Pod,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""",
            Policy.AllowAll);
        string file = Path.Combine(_files.Folder, "token");
        await File.WriteAllTextAsync(file, provider.IssueToken("pod"), Token);
        return file;
    }
}
