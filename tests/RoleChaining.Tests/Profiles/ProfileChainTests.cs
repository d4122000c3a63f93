using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;
using RoleChaining.Sources;
using RoleChaining.Testing;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>From the shared files to the calls that STS sees.</summary>
[Collection(nameof(ProfileChainTests))]
[CollectionDefinition(nameof(ProfileChainTests), DisableParallelization = true)]
public sealed class ProfileChainTests : IDisposable
{
    private const string Article = """
        [profile hub]
        role_arn = arn:aws:iam::222222222222:role/HubRole
        source_profile = default
        role_session_name = alice-hub

        [profile production]
        role_arn = arn:aws:iam::333333333333:role/ProductionRole
        source_profile = hub
        role_session_name = alice-production
        """;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly SharedFiles _files = new();
    private readonly World _world = World.InMemory();

    public void Dispose()
    {
        _files.Dispose();
        _world.Sts.Dispose();
    }

    [Fact]
    public async Task The_articles_profiles_make_the_articles_chain()
    {
        _files.Config = Article;
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = Build("production");
        await credentials.WarmUpAsync(Token);
        Assert.Equal(
            [(_world.Alice.Arn, _world.Roles[0], "alice-hub"), ("arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub", _world.Roles[1], "alice-production")],
            _world.Assumes.Select(call => (call.SignerArn, call.RoleArn, call.SessionName)));
    }

    [Fact]
    public void An_empty_session_name_is_none_as_for_the_AWS_CLI()
    {
        _files.Config = Article.Replace("alice-hub", "", StringComparison.Ordinal);
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = Build("production");
        Assert.Equal([RoleChainDefaults.SessionName, "alice-production"], credentials.Chain.Hops.Select(hop => hop.SessionName));
    }

    [Theory]
    [InlineData("$FILES/config")]
    [InlineData("${FILES}/config")]
    public void A_variable_in_the_path_of_a_file_is_replaced(string path)
    {
        _files.Config = Article;
        _files.Credentials = Keys("default");
        (_files.Variables["FILES"], _files.Variables["AWS_CONFIG_FILE"]) = (_files.Folder, path);
        using ChainedAWSCredentials credentials = Build("production");
        Assert.Equal(2, credentials.Chain.Hops.Count);
    }

    [Fact]
    public void A_path_that_is_set_to_nothing_names_no_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no empty variables.");
        _files.Credentials = Keys("default");
        _files.Variables["AWS_CONFIG_FILE"] = "";
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => Build("production"));
        Assert.Contains("no file, since a variable for its place is set to nothing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_the_files_and_of_the_chain_are_told_at_once()
    {
        _files.Config = "[profile a]\nrole_arn = x\nsource_profile = b\nduration_seconds = 1h\n";
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => Build("a"));
        Assert.All(["source_profile is \"b\"", "duration_seconds is \"1h\"", "RoleArn is \"x\""], error => Assert.Contains(error, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_environments_profile_is_followed_where_none_is_named()
    {
        _files.Config = Article;
        _files.Credentials = Keys("default");
        _files.Variables["AWS_PROFILE"] = "hub";
        using ChainedAWSCredentials credentials = Build(profile: null);
        Assert.Equal(_world.Roles[0], Assert.Single(credentials.Chain.Hops).RoleArn.ToString());
        await credentials.WarmUpAsync(Token);
    }

    [Fact]
    public async Task Every_setting_of_a_hop_reaches_STS()
    {
        _files.Config = """
            [profile hub]
            role_arn = arn:aws:iam::222222222222:role/HubRole
            source_profile = default
            external_id = shared-secret
            duration_seconds = 7200
            source_identity = alice
            session_tags = Team = alpha, Cost Center=7=x
            transitive_session_tags = team
            region = eu-central-1
            """;
        _files.Variables["AWS_REGION"] = null;
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = Build("hub");
        await credentials.WarmUpAsync(Token);
        StsCall call = _world.Assumes.Single();
        Assert.True(call.HasExternalId);
        Assert.Equal(7200, call.DurationSeconds);
        Assert.Equal("alice", call.SourceIdentity);
        Assert.Equal([new("Team", "alpha"), new("Cost Center", "7=x")], call.Tags);
        Assert.Equal(["Team"], call.TransitiveTagKeys);
        Assert.Equal("eu-central-1", call.Region);
        Assert.Equal(RoleChainDefaults.SessionName, call.SessionName);
    }

    [Fact]
    public async Task A_region_that_is_given_in_code_wins_over_the_files()
    {
        _files.Config = Article + "\nregion = eu-central-1";
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = Builder("production").WithRegion("us-west-2").Build();
        await credentials.WarmUpAsync(Token);
        Assert.All(_world.Assumes, call => Assert.Equal("us-west-2", call.Region));
    }

    [Fact]
    public async Task Hops_of_the_builder_come_after_those_of_the_files()
    {
        _files.Config = Article;
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = new RoleChainBuilder(new RoleChainOptions { Profile = "hub", Hops = { new RoleHopOptions { RoleArn = _world.Roles[1] } } })
            .WithStsClientConfig(_world.Sts.Configure)
            .WithTimeProvider(_world.Clock!)
            .Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(_world.Roles, _world.Assumes.Select(call => call.RoleArn));
    }

    [Fact]
    public async Task A_source_that_is_given_stands_in_for_the_files_own()
    {
        _files.Config = Article;
        _files.Credentials = "[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = wrong";
        using ChainedAWSCredentials credentials = Builder("production").WithSource(_world.Alice.Credentials).Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(_world.Alice.Arn, _world.Assumes.First().SignerArn);
    }

    [Fact]
    public async Task The_chain_stops_at_the_first_profile_with_keys()
    {
        _files.Config = Article + "\n[profile last]\nrole_arn = arn:aws:iam::333333333333:role/ProductionRole\nsource_profile = hub";
        _files.Credentials = Keys("hub");
        using ChainedAWSCredentials credentials = Build("production");
        Assert.Single(credentials.Chain.Hops);
    }

    [Fact]
    public async Task A_profile_may_assume_its_role_with_its_own_keys()
    {
        _files.Config = "[profile hub]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = hub";
        _files.Credentials = Keys("hub");
        using ChainedAWSCredentials credentials = Build("hub");
        await credentials.WarmUpAsync(Token);
        Assert.Equal(_world.Alice.Arn, _world.Assumes.Single().SignerArn);
    }

    [Fact]
    public async Task A_profile_without_a_role_is_its_own_credentials()
    {
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = Build("default");
        Assert.Equal(_world.Alice.AccessKeyId, (await credentials.GetCredentialsAsync(Token)).AccessKey);
        Assert.Empty(credentials.Chain.Hops);
    }

    [Fact]
    public async Task Keys_that_another_program_rotates_are_read_again()
    {
        _files.Config = Article;
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = Build("production");
        await credentials.WarmUpAsync(Token);
        LocalUser bob = _world.Sts.AddUser("111111111111", "bob");
        _files.Credentials = Keys("default", bob.Credentials);
        _world.Clock!.Advance(TimeSpan.FromHours(2));
        await credentials.WarmUpAsync(Token);
        Assert.Equal(bob.Arn, _world.Assumes.Skip(2).First().SignerArn);
    }

    [Fact]
    public async Task A_session_in_the_file_makes_the_first_hop_a_chained_one()
    {
        _files.Config = "[profile hub]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = default\nduration_seconds = 7200";
        _files.Credentials = Keys("default") + "aws_session_token = t";
        Assert.Contains("the source's credentials are a session already", Fault("hub"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_of_a_pair_is_never_completed_from_the_other_file()
    {
        _files.Config = "[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = other\naws_session_token = other";
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = Build("default");
        Assert.Equal((await _world.Alice.Credentials.GetCredentialsAsync()).SecretKey, (await credentials.GetCredentialsAsync(Token)).SecretKey);
        Assert.False((await credentials.GetCredentialsAsync(Token)).UseToken);

        _files.Credentials = "[default]\naws_access_key_id = AKIAEXAMPLE";
        Assert.Contains("aws_secret_access_key is missing, though aws_access_key_id is in", Fault("default"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_can_be_the_source()
    {
        ImmutableCredentials alice = await _world.Alice.Credentials.GetCredentialsAsync();
        string answer = Path.Combine(_files.Folder, "answer.json");
        await File.WriteAllTextAsync(answer, $$"""{"Version":1,"AccessKeyId":"{{alice.AccessKey}}","SecretAccessKey":"{{alice.SecretKey}}"}""", Token);
        _files.Config = $"[profile hub]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = tool\n[profile tool]\ncredential_process = cat {answer}";
        using ChainedAWSCredentials credentials = Build("hub");
        await credentials.WarmUpAsync(Token);
        Assert.Equal(_world.Alice.Arn, _world.Assumes.Single().SignerArn);
    }

    [Fact]
    public async Task The_environment_can_be_the_source_with_an_external_id()
    {
        ImmutableCredentials alice = await _world.Alice.Credentials.GetCredentialsAsync();
        _files.Variables["AWS_ACCESS_KEY_ID"] = alice.AccessKey;
        _files.Variables["AWS_SECRET_ACCESS_KEY"] = alice.SecretKey;
        _files.Config = "[profile hub]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\ncredential_source = Environment\nexternal_id = an-id";
        using ChainedAWSCredentials credentials = Build("hub");
        await credentials.WarmUpAsync(Token);
        Assert.True(_world.Assumes.Single().HasExternalId);
    }

    [Fact]
    public async Task A_web_identity_can_be_the_source()
    {
        LocalOidcProvider provider = _world.Sts.AddOidcProvider("444444444444", "https://oidc.example.com");
        _world.Sts.AddRole(
            "arn:aws:iam::444444444444:role/Pod",
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""",
            Policy.AllowAll);
        string next = _world.AddRole("arn:aws:iam::555555555555:role/Next", "arn:aws:iam::444444444444:role/Pod");
        string file = Path.Combine(_files.Folder, "token");
        await File.WriteAllTextAsync(file, provider.IssueToken("pod"), Token);
        _files.Config = $"[profile next]\nrole_arn = {next}\nsource_profile = pod\n[profile pod]\nrole_arn = arn:aws:iam::444444444444:role/Pod\nweb_identity_token_file = {file}\nrole_session_name = p1";
        using ChainedAWSCredentials credentials = Build("next");
        await credentials.WarmUpAsync(Token);
        Assert.Equal([("AssumeRoleWithWebIdentity", "p1"), ("AssumeRole", RoleChainDefaults.SessionName)], _world.Sts.Calls.Select(call => (call.Action, call.SessionName)));
        Assert.True(credentials.Chain.Hops.Count == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_profile_that_is_a_role_can_be_the_source_and_no_hop(bool async)
    {
        _files.Config = Article;
        _files.Credentials = Keys("default");
        using ChainedAWSCredentials credentials = new RoleChainBuilder()
            .WithStsClientConfig(_world.Sts.Configure)
            .WithTimeProvider(_world.Clock!)
            .WithSourceProfile("hub")
            .AssumeRole(_world.Roles[1])
            .Build();
        _ = async ? await credentials.GetCredentialsAsync(Token) : credentials.GetCredentials();
        Assert.Single(credentials.Chain.Hops);
        Assert.Equal(_world.Roles, _world.Assumes.Select(call => call.RoleArn));
    }

    [Fact]
    public async Task A_source_that_is_a_role_is_measured_where_the_chain_is()
    {
        _files.Config = Article;
        _files.Credentials = Keys("default");
        IServiceCollection services = new ServiceCollection().AddMetrics().AddSingleton<TimeProvider>(_world.Clock!);
        services.AddRoleChain("x", chain => chain.WithStsClientConfig(_world.Sts.Configure).WithSourceProfile("hub").AssumeRole(_world.Roles[1]));
        await using ServiceProvider provider = services.BuildServiceProvider();
        using MetricCollector<long> refreshes = new(provider.GetRequiredService<IMeterFactory>(), RoleChainDiagnostics.MeterName, "role_chaining.refreshes");
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").GetCredentialsAsync(Token);
        Assert.Equal(4, refreshes.GetMeasurementSnapshot().Count); // two hops, and the source of each
    }

    [Fact]
    public async Task A_code_is_asked_for_by_the_devices_serial_number()
    {
        _files.Config = $"[profile hub]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = default\nmfa_serial = {_world.Alice.MfaSerial}";
        _files.Credentials = Keys("default");
        List<string> asked = [];
        using ChainedAWSCredentials credentials = Builder("hub")
            .WithMfaTokenProvider((serial, _) =>
            {
                asked.Add(serial);
                return Task.FromResult(_world.Alice.GetMfaCode());
            })
            .Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal([_world.Alice.MfaSerial], asked);
        Assert.Contains("there is no MfaTokenProvider", Fault("hub"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 3600)]
    public async Task A_duration_beyond_the_chained_hour_is_refused_or_clamped_as_asked(bool clamp, int? seconds)
    {
        _files.Config = Article + "\nduration_seconds = 7200";
        _files.Credentials = Keys("default");
        if (seconds is null)
        {
            Assert.Equal(
                $"{_files.ConfigPath}, line 10, profile \"production\": duration_seconds: hop 2 of 2: Duration is 02:00:00, but a session of the hop before assumes it "
                + "(role chaining), and AWS ends such a session after 01:00:00 whatever the role allows; set 01:00:00 at most, or leave it out.",
                Fault("production"));
            return;
        }

        using ChainedAWSCredentials credentials = Builder("production", clamp).Build();
        await credentials.WarmUpAsync(Token);
        Assert.Equal(seconds, _world.Assumes.Last().DurationSeconds);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        _files.Config = "[profile a]\nrole_arn = nonsense\nsource_profile = default\nrole_session_name = x y\nsession_tags = a=1\ntransitive_session_tags = b";
        _files.Credentials = Keys("default");
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => Build("a"));
        Assert.Contains("line 6, profile \"a\": transitive_session_tags names \"b\"", e.Message, StringComparison.Ordinal);
        _files.Config = "[profile a]\nrole_arn = nonsense\nsource_profile = default\nrole_session_name = x y";
        e = Assert.Throws<OptionsValidationException>(() => Build("a"));
        Assert.Equal(2, e.Failures.Count());
        Assert.Contains("line 2, profile \"a\": role_arn", e.Message, StringComparison.Ordinal);
        Assert.Contains("line 4, profile \"a\": role_session_name", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[profile a]\nrole_arn = R\nsource_profile = b", "a", "config, line 3, profile \"a\": source_profile is \"b\", but there is no such profile; write one of those in * and * (not there): a.")]
    [InlineData("[profile a]\nrole_arn = R\nsource_profile = b\n[b]\nregion = x", "a", "source_profile is \"b\", but there is no such profile: *config, line 4 has [b]; write [profile b] there.")]
    [InlineData("[profile a]\nrole_arn = R\nsource_profile = b\n[profile b]\nrole_arn = R\nsource_profile = a", "a", "config, line 6, profile \"b\": source_profile is \"a\", which makes a loop: a -> b -> a; name a profile that has credentials of its own.")]
    [InlineData("[profile a]\nrole_arn = R\nsource_profile = a", "a", "line 3, profile \"a\": source_profile is \"a\", which makes a loop: a -> a; name a profile")]
    [InlineData("[profile a]\nrole_arn = R", "a", "line 1, profile \"a\": role_arn is set, but neither source_profile nor credential_source says who assumes the role; write source_profile = and")]
    [InlineData("[profile a]\nrole_arn = R\nsource_profile = default\ncredential_source = Environment", "a", "line 4, profile \"a\": credential_source is set, and so is source_profile at line 3; keep one of the two.")]
    [InlineData("[profile a]\nrole_arn = R\ncredential_source = environment", "a", "line 3, profile \"a\": credential_source is \"environment\"; write Ec2InstanceMetadata, EcsContainer or Environment.")]
    [InlineData("[profile a]\nregion = x", "a", "line 1, profile \"a\" has no credentials: write aws_access_key_id")]
    [InlineData("[profile a]\naws_access_key_id = AKIA", "a", "line 1, profile \"a\": aws_secret_access_key is missing, though aws_access_key_id is in")]
    [InlineData("[profile a]\naws_access_key_id =\naws_secret_access_key = s", "a", "line 2, profile \"a\": aws_access_key_id is empty")]
    [InlineData("[profile a]\nrole_arn = R\nsource_profile = a\nduration_seconds = 1h\naws_access_key_id=A\naws_secret_access_key=s", "a", "line 4, profile \"a\": duration_seconds is \"1h\"; write whole seconds, such as 3600.")]
    [InlineData("[profile a]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r", "a", "line 2, profile \"a\": sso_session is \"s\", but there is no such section; write [sso-session s] with sso_start_url and sso_region.")]
    [InlineData("[profile a]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n[sso-session s]\nsso_region = x", "a", "line 5: [sso-session s] has no sso_start_url; add it.")]
    [InlineData("[profile a]\nsso_account_id = 1\nsso_start_url = u\nsso_region = x", "a", "line 1, profile \"a\": sso_role_name is missing; write the permission set's name.")]
    [InlineData("[profile a]\nweb_identity_token_file = f", "a", "line 1, profile \"a\": role_arn is missing; write the role that the token may assume.")]
    [InlineData("[profile a]\ncredential_process =", "a", "line 2, profile \"a\": credential_process is empty")]
    [InlineData("[profile a]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\n  source_profile = b\n  x", "a", "line 1, profile \"a\": role_arn is set, but neither")]
    [InlineData("[profile a]\nrole_arn = R\nrole_arn = R", "a", "line 3: in [profile a], role_arn stands at line 2 already; remove one of them.")]
    [InlineData("[default]\nregion = x\n[profile default]\nregion = y", "default", "line 3: [profile default] means the same as [default] at line 1; join the two into one.")]
    [InlineData("[profile a]\nregion = Europe\naws_access_key_id = A\naws_secret_access_key = s", "a", "config, line 2, profile \"a\": region: Region is \"Europe\"")]
    [InlineData("[profile a]\naws_access_key_id = A # mine\naws_secret_access_key = s", "a", "config, line 2, profile \"a\": aws_access_key_id is empty or has a blank")]
    [InlineData("", "a", "Profile \"a\": there is no such profile, nor any other: looked at * and * (not there); write [profile a] into the config file.")]
    public void A_fault_names_file_line_profile_and_property_and_the_cure(string config, string profile, string expected)
    {
        _files.Variables["AWS_REGION"] = null;
        _files.Config = config.Replace("= R", "= arn:aws:iam::222222222222:role/HubRole", StringComparison.Ordinal);
        string fault = Fault(profile);
        Assert.Matches(string.Join(".*", expected.Split('*').Select(System.Text.RegularExpressions.Regex.Escape)), fault);
    }

    [Fact]
    public void A_missing_source_is_an_error_and_never_what_the_default_credentials_are()
    {
        _files.Variables["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
        _files.Variables["AWS_SECRET_ACCESS_KEY"] = "s";
        _files.Config = "[profile a]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = gone";
        Assert.Contains("there is no such profile", Fault("a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_profile_that_is_at_fault_is_told_when_it_is_read()
    {
        _files.Config = "[profile a]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = gone";
        using ChainedAWSCredentials credentials = new RoleChainBuilder().WithSourceProfile("a").AssumeRole(_world.Roles[0]).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal(RoleChainFailure.SourceUnavailable, e.Failure);
        Assert.Contains("line 3, profile \"a\": source_profile is \"gone\", but there is no such profile", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_aws_login_profile_is_told_by_its_line_and_with_what_to_write_instead()
    {
        // The SDK's client for it is in a package that this project does not have.
        _files.Config = "[profile work]\nregion = eu-west-1\nlogin_session = arn:aws:iam::222222222222:user/alice\n[profile hub]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = work";
        using ChainedAWSCredentials credentials = Build("hub");
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.Equal((0, false), (e.HopNumber, e.IsTransient));
        Assert.Contains($"{_files.ConfigPath}, line 3, profile \"work\": login_session needs the package AWSSDK.Signin", e.Message, StringComparison.Ordinal);
        Assert.Contains("credential_process = aws configure export-credentials --profile work --format process", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_go_bad_while_a_chain_lives_are_told_as_they_are()
    {
        _files.Config = Keys("profile dev") + "[profile hub]\nrole_arn = arn:aws:iam::222222222222:role/HubRole\nsource_profile = dev";
        using ChainedAWSCredentials credentials = Build("hub");
        _files.Config = "[profile dev]\nregion = eu-west-1";
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
        Assert.False(e.IsTransient);
        Assert.Contains("line 1, profile \"dev\" has no credentials: write", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kinds_of_the_SDK_are_made_by_the_SDK()
    {
        ProfileErrors faults = new();
        ProfileFiles files = ProfileFiles.Parse(
            """
            [profile sso]
            sso_session = s
            sso_account_id = 222222222222
            sso_role_name = Admin
            [sso-session s]
            sso_start_url = https://example.awsapps.com/start
            sso_region = eu-west-1
            sso_registration_scopes = sso:account:access
            [profile old-sso]
            sso_start_url = https://example.awsapps.com/start
            sso_region = eu-west-1
            sso_account_id = 222222222222
            sso_role_name = Admin
            [profile login]
            login_session = arn:aws:iam::222222222222:user/alice
            [profile ec2]
            role_arn = arn:aws:iam::222222222222:role/HubRole
            credential_source = Ec2InstanceMetadata
            [profile ecs]
            role_arn = arn:aws:iam::222222222222:role/HubRole
            credential_source = EcsContainer
            """,
            "",
            faults);
        _files.Variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/";
        AWSCredentials Of(string profile) => ProfileCredentials.Create(ProfileChain.Follow(profile, files, faults).Keys!, TimeProvider.System, NullLogger.Instance);
        SSOAWSCredentials sso = Assert.IsType<SSOAWSCredentials>(Of("sso"));
        Assert.Equal(("222222222222", "Admin", "s"), (sso.AccountId, sso.RoleName, sso.Options.SessionName));
        Assert.Equal("https://example.awsapps.com/start", Assert.IsType<SSOAWSCredentials>(Of("old-sso")).StartUrl);

        Assert.Contains("AWSSDK.Signin", Assert.Throws<InvalidOperationException>(() => Of("login")).Message, StringComparison.Ordinal);
        Assert.Contains("AWS_EC2_METADATA_DISABLED", Assert.Throws<AmazonClientException>(() => Of("ec2")).Message, StringComparison.Ordinal);
        Assert.IsType<GenericContainerCredentials>(Of("ecs"));
        Assert.Empty(faults.All);
    }

    private static string Keys(string profile, AWSCredentials credentials)
    {
        ImmutableCredentials keys = credentials.GetCredentials();
        return $"[{profile}]\naws_access_key_id = {keys.AccessKey}\naws_secret_access_key = {keys.SecretKey}\n";
    }

    private string Keys(string profile) => Keys(profile, _world.Alice.Credentials);

    private string Fault(string profile) =>
        string.Join(' ', ErrorList.WithoutNumbers(Assert.Throws<OptionsValidationException>(() => Build(profile)).Failures));

    private ChainedAWSCredentials Build(string? profile) => Builder(profile).Build();

    private RoleChainBuilder Builder(string? profile, bool clamp = false) =>
        RoleChainBuilder.FromProfile(profile, clamp).WithStsClientConfig(_world.Sts.Configure).WithTimeProvider(_world.Clock!);
}
