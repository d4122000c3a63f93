using Amazon.Runtime;
using Microsoft.Extensions.Options;
using RoleChaining.Sts;

namespace RoleChaining.Profiles;

/// <summary>Where STS is asked: environment and profile in use decide, for every hop, and no other profile has a say.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class ClientSettingsTests : IDisposable
{
    private const string Chain = """
        [profile hub]
        role_arn = arn:aws:iam::222222222222:role/HubRole
        source_profile = keys
        {1}

        [profile production]
        role_arn = arn:aws:iam::333333333333:role/ProductionRole
        source_profile = hub
        {0}

        [profile keys]
        aws_access_key_id = AKIAEXAMPLE
        aws_secret_access_key = secret

        [profile other]
        endpoint_url = https://other.example

        [default]
        endpoint_url = https://default.example

        [services local]
        s3 =
          endpoint_url = https://s3.example
        sts =
          endpoint_url = https://services.example
        """;

    private readonly SharedFiles _files = new();

    public ClientSettingsTests()
    {
        foreach (string name in (string[])["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_CA_BUNDLE"])
        {
            _files.Variables[name] = null;
        }
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("", "sts.eu-west-1.amazonaws.com")]
    [InlineData("endpoint_url = https://own.example", "own.example")]
    [InlineData("endpoint_url =", "sts.eu-west-1.amazonaws.com")]
    [InlineData("services = local", "services.example")]
    [InlineData("endpoint_url = https://own.example\nservices = local", "services.example")]
    [InlineData("endpoint_url = https://own.example\nignore_configured_endpoint_urls = true", "sts.eu-west-1.amazonaws.com")]
    [InlineData("services = local", "environment.example", "AWS_ENDPOINT_URL", "https://environment.example")]
    [InlineData("services = local", "sts.eu-west-1.amazonaws.com", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]
    [InlineData("ignore_configured_endpoint_urls = true", "environment.example", "AWS_ENDPOINT_URL", "https://environment.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")]
    [InlineData("", "sts.example", "AWS_ENDPOINT_URL", "https://environment.example", "AWS_ENDPOINT_URL_STS", "https://sts.example")]
    [InlineData("", "sts.eu-west-1.amazonaws.com", "AWS_PROFILE", "other")]
    public void The_profile_asked_for_decides_the_endpoint_of_every_hop(string settings, string host, params string[] variables)
    {
        Set(variables);
        Assert.All(Addresses("production", settings), address => Assert.Equal(host, address.Host));
    }

    [Fact]
    public void A_source_profile_is_the_profile_in_use_too()
    {
        Write(settings: "");
        RoleChainBuilder builder = new RoleChainBuilder().WithSourceProfile("other").AssumeRole("arn:aws:iam::222222222222:role/HubRole");
        using ChainedAWSCredentials chain = builder.Build();
        Assert.Equal("other.example", Address(chain, 0).Host);
    }

    [Fact]
    public void An_endpoint_in_code_wins_over_environment_and_profile()
    {
        _files.Variables["AWS_ENDPOINT_URL"] = "https://environment.example";
        Write("services = local");
        using ChainedAWSCredentials chain = new RoleChainBuilder(new RoleChainOptions { Profile = "production", StsEndpoint = "https://code.example" }).Build();
        Assert.Equal("code.example", Address(chain, 1).Host);
    }

    [Theory]
    [InlineData("services = gone", "config, line 9, profile \"production\": services is \"gone\", but there is no such section; write [services gone]")]
    [InlineData("endpoint_url = localhost:4566", "config, line 9, profile \"production\": endpoint_url is \"localhost:4566\", no http or https address")]
    [InlineData("use_fips_endpoint = yes", "config, line 9, profile \"production\": use_fips_endpoint is \"yes\"; write true or false.")]
    [InlineData("ca_bundle = /no/such.pem", "config, line 9, profile \"production\": ca_bundle is \"/no/such.pem\", which is not there")]
    [InlineData("", "AWS_ENDPOINT_URL is \"nonsense\", no http or https address", "AWS_ENDPOINT_URL", "nonsense")]
    [InlineData("", "AWS_USE_DUALSTACK_ENDPOINT is \"1\"; write true or false.", "AWS_USE_DUALSTACK_ENDPOINT", "1")]
    [InlineData("", "AWS_REGION: Region is \"cn-north-1\", a region of partition aws-cn, but the roles are in aws; name a region of aws.", "AWS_REGION", "cn-north-1")]
    public void What_is_wrong_is_told_with_its_place(string settings, string error, params string[] variables)
    {
        Set(variables);
        Write(settings);
        OptionsValidationException e = Assert.Throws<OptionsValidationException>(() => RoleChainBuilder.FromProfile("production").Build());
        Assert.Contains(error, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "us-west-2", "us-west-2", "AWS_REGION", "us-west-2")]
    [InlineData("region = eu-central-1", "", "us-west-2", "us-west-2", "AWS_REGION", "us-west-2")]
    [InlineData("region = eu-central-1", "", "us-east-2", "us-east-2", "AWS_DEFAULT_REGION", "us-east-2")]
    [InlineData("region = eu-central-1", "", "us-west-2", "us-west-2", "AWS_DEFAULT_REGION", "us-east-2", "AWS_REGION", "us-west-2")]
    [InlineData("region = eu-central-1", "region = eu-west-3", "eu-central-1", "eu-central-1")]
    [InlineData("", "region = eu-west-3", "eu-west-3", null)]
    public void The_region_is_that_of_the_environment_else_of_the_profile_asked_for(
        string settings, string ofHub, string first, string? second, params string[] variables)
    {
        _files.Variables["AWS_REGION"] = null;
        Set(variables);
        Write(settings, ofHub);
        using ChainedAWSCredentials chain = RoleChainBuilder.FromProfile("production").Build();
        Assert.Equal($"sts.{first}.amazonaws.com", Address(chain, 0).Host);
        Assert.Equal(second is null ? null : $"sts.{second}.amazonaws.com", chain.FindStsAddress(chain.Chain.Hops[1])?.Host);
    }

    [Theory]
    [InlineData("use_fips_endpoint = true", null, "sts-fips.us-east-1.amazonaws.com")]
    [InlineData("use_fips_endpoint = true", false, "sts.us-east-1.amazonaws.com")]
    [InlineData("", null, "sts-fips.us-east-1.amazonaws.com", "AWS_USE_FIPS_ENDPOINT", "true")]
    [InlineData("use_fips_endpoint = true", null, "sts.us-east-1.amazonaws.com", "AWS_USE_FIPS_ENDPOINT", "false")]
    [InlineData("use_dualstack_endpoint = true", null, "sts.us-east-1.api.aws")]
    [InlineData("", null, "sts.us-east-1.api.aws", "AWS_USE_DUALSTACK_ENDPOINT", "true")]
    [InlineData("use_fips_endpoint = true\nendpoint_url = https://own.example", null, "own.example")]
    public void FIPS_and_dual_stack_of_environment_and_profile_reach_STS_on_every_hop(string settings, bool? inCode, string host, params string[] variables)
    {
        Set(["AWS_REGION", "us-east-1", .. variables]);
        Assert.All(Addresses("production", settings, options => options.UseFipsEndpoint = inCode), address => Assert.Equal(host, address.Host));
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT", null, "sts-fips.us-east-1.amazonaws.com")]
    [InlineData("AWS_USE_FIPS_ENDPOINT", false, "sts.us-east-1.amazonaws.com")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", null, "sts.us-east-1.api.aws")]
    public void Without_a_profile_the_SDKs_own_wish_for_FIPS_and_dual_stack_holds(string variable, bool? inCode, string host)
    {
        _files.Variables[variable] = "true";
        RoleChainOptions options = new() { Region = "us-east-1", UseFipsEndpoint = inCode, Hops = { new() { RoleArn = "arn:aws:iam::222222222222:role/HubRole" } } };
        using ChainedAWSCredentials chain = new RoleChainBuilder(options).Build();
        Assert.Equal(host, Address(chain, 0).Host);
    }

    [Theory]
    [InlineData("", null, "sts-fips.us-east-1.amazonaws.com", "sts-fips.us-west-2.amazonaws.com", "AWS_USE_FIPS_ENDPOINT", "true")]
    [InlineData("use_fips_endpoint = true", null, "sts-fips.us-east-1.amazonaws.com", "sts-fips.us-west-2.amazonaws.com")]
    [InlineData("use_fips_endpoint = true", false, "sts.us-east-1.amazonaws.com", "sts.us-west-2.amazonaws.com", "AWS_USE_FIPS_ENDPOINT", "true")]
    [InlineData("", null, "sts.us-east-1.api.aws", "sts.us-west-2.api.aws", "AWS_USE_DUALSTACK_ENDPOINT", "true")]
    [InlineData("use_dualstack_endpoint = true", null, "sts.us-east-1.api.aws", "sts.us-west-2.api.aws")]
    [InlineData("use_dualstack_endpoint = true", false, "sts.us-east-1.amazonaws.com", "sts.us-west-2.amazonaws.com", "AWS_USE_DUALSTACK_ENDPOINT", "true")]
    [InlineData("use_fips_endpoint = true\nuse_dualstack_endpoint = true", null, "sts-fips.us-east-1.api.aws", "sts-fips.us-west-2.api.aws")]
    [InlineData("use_fips_endpoint = true\nuse_dualstack_endpoint = true", false, "sts.us-east-1.amazonaws.com", "sts.us-west-2.amazonaws.com")]
    public async Task Each_hop_of_another_region_is_asked_for_at_that_region_s_FIPS_or_dual_stack_host(
        string settings, bool? inCode, string first, string second, params string[] variables)
    {
        Set(variables);
        Write(settings);
        RoleChainOptions options = new()
        {
            Profile = "production",
            Region = "us-east-1",
            UseFipsEndpoint = inCode,
            UseDualStackEndpoint = inCode,
            Hops = { new() { RoleArn = "arn:aws:iam::444444444444:role/Audit", Region = "us-west-2" } },
        };
        Assert.Equal([first, first, second], await HostsAsync(new RoleChainBuilder(options)));
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT", null, "sts-fips.us-east-1.amazonaws.com", "sts-fips.us-west-2.amazonaws.com")]
    [InlineData("AWS_USE_FIPS_ENDPOINT", false, "sts.us-east-1.amazonaws.com", "sts.us-west-2.amazonaws.com")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", null, "sts.us-east-1.api.aws", "sts.us-west-2.api.aws")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", false, "sts.us-east-1.amazonaws.com", "sts.us-west-2.amazonaws.com")]
    public async Task And_so_it_is_where_no_profile_is_read(string variable, bool? inCode, string first, string second)
    {
        _files.Variables[variable] = "true";
        Assert.Equal([first, second], await HostsAsync(Builder()));
        RoleChainBuilder ofDelegate = Builder().WithStsClientConfig(config => (config.UseFIPSEndpoint, config.UseDualstackEndpoint) = (false, false));
        Assert.Equal(["sts.us-east-1.amazonaws.com", "sts.us-west-2.amazonaws.com"], await HostsAsync(ofDelegate));

        RoleChainBuilder Builder() =>
            new RoleChainBuilder(new RoleChainOptions { Region = "us-east-1", UseFipsEndpoint = inCode, UseDualStackEndpoint = inCode })
                .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
                .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole", hop => hop.Region = "us-west-2");
    }

    [Theory]
    [InlineData("aws-cn", "cn-north-1")]
    [InlineData("aws-us-gov", "us-gov-west-1")]
    [InlineData("aws-iso", "us-iso-east-1")]
    [InlineData("aws-iso-b", "us-isob-east-1")]
    [InlineData("aws-eusc", "eusc-de-east-1")]
    [InlineData("aws", "us-east-1")]
    public async Task Without_a_region_the_partitions_own_STS_is_asked_and_no_other(string partition, string region)
    {
        _files.Variables["AWS_REGION"] = null;
        StsStub stub = new();
        using ChainedAWSCredentials chain = new RoleChainBuilder().WithSource(new BasicAWSCredentials("AKIAEXAMPLE", "secret"))
            .AssumeRole($"arn:{partition}:iam::222222222222:role/HubRole")
            .WithStsClientConfig(stub.Configure).Build();
        await chain.WarmUpAsync(TestContext.Current.CancellationToken);
        Assert.Equal(region, Assert.Single(stub.Calls).Region);
    }

    [Fact]
    public async Task A_region_of_another_partition_is_named_before_any_call()
    {
        _files.Variables["AWS_REGION"] = "us-east-1";
        StsStub stub = new();
        using ChainedAWSCredentials chain = new RoleChainBuilder().WithSource(new BasicAWSCredentials("AKIAEXAMPLE", "secret"))
            .AssumeRole("arn:aws-cn:iam::222222222222:role/HubRole", hop => hop.ExternalId = "an-id")
            .WithStsClientConfig(stub.Configure).Build();
        RoleChainException e = await Assert.ThrowsAsync<RoleChainException>(() => chain.WarmUpAsync(TestContext.Current.CancellationToken));
        Assert.Contains(": STS was not asked (AWS_REGION is us-east-1, a region of partition aws, but the role is in aws-cn). Set", e.Message, StringComparison.Ordinal);
        Assert.Equal("Set the chain's Region, or AWS_REGION, to a region of the role's partition.", e.Advice);
        Assert.False(e.IsTransient);
        Assert.Empty(stub.Calls);
    }

    private IEnumerable<Uri> Addresses(string profile, string settings, Action<RoleChainOptions>? configure = null)
    {
        Write(settings);
        RoleChainOptions options = new() { Profile = profile };
        configure?.Invoke(options);
        using ChainedAWSCredentials chain = new RoleChainBuilder(options).Build();
        Assert.Equal(2, chain.Chain.Hops.Count);
        return [Address(chain, 0), Address(chain, 1)];
    }

    /// <summary>The hosts that the requests of all hops go to, in their order.</summary>
    private static async Task<string[]> HostsAsync(RoleChainBuilder builder)
    {
        HostsSeen seen = new(new StsStub());
        using ChainedAWSCredentials chain = builder
            .WithSource(new BasicAWSCredentials("AKIAEXAMPLE", "secret"))
            .WithStsClientConfig(config => config.HttpClientFactory = seen)
            .Build();
        await chain.WarmUpAsync(TestContext.Current.CancellationToken);
        return [.. seen.Hosts];
    }

    private static Uri Address(ChainedAWSCredentials chain, int hop) => chain.FindStsAddress(chain.Chain.Hops[hop])!;

    private void Write(string settings, string ofHub = "") =>
        _files.Config = Chain.Replace("{0}", settings, StringComparison.Ordinal).Replace("{1}", ofHub, StringComparison.Ordinal);

    private void Set(string[] variables)
    {
        for (int i = 0; i < variables.Length; i += 2)
        {
            _files.Variables[variables[i]] = variables[i + 1];
        }
    }

    /// <summary>Writes down where a request would have gone, and has the stub answer it.</summary>
    private sealed class HostsSeen(StsStub stub) : HttpClientFactory
    {
        public List<string> Hosts { get; } = [];

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Recorder(stub, Hosts));

        private sealed class Recorder(StsStub stub, List<string> hosts) : DelegatingHandler(stub)
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                hosts.Add(request.RequestUri!.Host);
                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}
