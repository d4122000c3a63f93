using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Extensions.NETCore.Setup;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

/// <summary>An application that has AWSOptions for its other AWS clients.</summary>
public sealed class AwsOptionsTests
{
    private readonly FakeLogCollector _logs = new();
    private readonly IServiceCollection _services;

    public AwsOptionsTests() => _services = new ServiceCollection().AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));

    [Fact]
    public void They_are_the_defaults_of_every_client_and_all_that_is_said_of_one_goes_before_them()
    {
        AWSOptions options = new() { Region = RegionEndpoint.EUNorth1, DefaultConfigurationMode = DefaultConfigurationMode.Mobile };
        options.DefaultClientConfig.MaxErrorRetry = 7;
        options.DefaultClientConfig.Timeout = TimeSpan.FromSeconds(9);
        options.DefaultClientConfig.ServiceSpecificSettings["ForcePathStyle"] = "true";
        _services.ConfigureAllAwsClients((_, config) => config.ClientAppId = "last");
        _services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub))
            .AddAwsClient<IAmazonS3>(App.Configuration(("AWS:Region", "eu-west-2"), ("AWS:Timeout", "00:00:03")).GetSection("AWS"))
            .AddAwsClient<IAmazonDynamoDB>((_, config) => config.MaxErrorRetry = 1);
        options.DefaultClientConfig.ClientAppId = "first";
        _services.AddDefaultAWSOptions(options);
        using ServiceProvider provider = _services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        AmazonS3Config s3 = (AmazonS3Config)provider.GetRequiredKeyedService<IAmazonS3>("x").Config;
        Assert.Equal((RegionEndpoint.EUWest2, 7, TimeSpan.FromSeconds(3), true), (s3.RegionEndpoint, s3.MaxErrorRetry, s3.Timeout, s3.ForcePathStyle));
        IClientConfig dynamo = provider.GetRequiredKeyedService<IAmazonDynamoDB>("x").Config;
        Assert.Equal((RegionEndpoint.EUNorth1, 1, TimeSpan.FromSeconds(9)), (dynamo.RegionEndpoint, dynamo.MaxErrorRetry, dynamo.Timeout));
        Assert.Equal((DefaultConfigurationMode.Mobile, "last"), (dynamo.DefaultConfigurationMode, ((ClientConfig)dynamo).ClientAppId));
        Assert.DoesNotContain(_logs.GetSnapshot(), log => log.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task They_are_the_defaults_of_a_pool_s_clients_too()
    {
        _services.AddDefaultAWSOptions(new AWSOptions { Region = RegionEndpoint.EUNorth1, DefaultClientConfig = { MaxErrorRetry = 7 } });
        _services.AddRoleChainPool<int>("tenants", hub => hub.AssumeRole(App.Hub), (_, tenant, chain, _) =>
        {
            chain.AssumeRole(PoolTests.Role(tenant));
            return Task.CompletedTask;
        }).ConfigureAwsClient<IAmazonS3>((_, config) => config.MaxErrorRetry = 1);
        await using ServiceProvider provider = _services.BuildServiceProvider(App.Strict);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        IClientConfig s3 = (await pool.GetClientAsync<IAmazonS3>(1, TestContext.Current.CancellationToken)).Config;
        IClientConfig dynamo = (await pool.GetClientAsync<IAmazonDynamoDB>(1, TestContext.Current.CancellationToken)).Config;
        Assert.Equal((RegionEndpoint.EUNorth1, 1), (s3.RegionEndpoint, s3.MaxErrorRetry));
        Assert.Equal((RegionEndpoint.EUNorth1, 7), (dynamo.RegionEndpoint, dynamo.MaxErrorRetry));
    }

    [Fact]
    public void A_url_goes_before_a_region_as_it_does_in_the_SDK()
    {
        _services.AddDefaultAWSOptions(new AWSOptions { Region = RegionEndpoint.EUNorth1, DefaultClientConfig = { ServiceURL = "http://localhost:4566" } });
        Assert.Equal("http://localhost:4566/", Client().ServiceURL);
    }

    [Fact]
    public void Their_url_stays_where_a_client_s_section_names_a_region_which_then_signs()
    {
        _services.AddDefaultAWSOptions(new AWSOptions { DefaultClientConfig = { ServiceURL = "http://localhost:4566" } });
        _services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub))
            .AddAwsClient<IAmazonS3>(App.Configuration(("AWS:Region", "eu-west-2")).GetSection("AWS"));
        using ServiceProvider provider = _services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        IClientConfig s3 = provider.GetRequiredKeyedService<IAmazonS3>("x").Config;
        Assert.Equal(("http://localhost:4566/", "eu-west-2"), (s3.ServiceURL, s3.AuthenticationRegion));
    }

    [Fact]
    public void Nothing_that_the_SDK_takes_over_is_forgotten()
    {
        string[] settings = [.. typeof(AmazonS3Config).GetProperties().Where(setting => setting.CanWrite).Select(setting => setting.Name)];
        string[] said = [.. typeof(DefaultClientConfig).GetProperties().Select(setting => setting.Name)];
        Assert.Equal([nameof(DefaultClientConfig.ServiceSpecificSettings)], said.Except(settings));
    }

    [Fact]
    public async Task What_they_say_of_credentials_is_ignored_with_one_warning()
    {
        await using World world = World.InMemory();
        App.Point(_services, world);
        _services.AddDefaultAWSOptions(new AWSOptions
        {
            Profile = "dev",
            Credentials = new BasicAWSCredentials("AKIAEXAMPLE", "hidden"),
            SessionRoleArn = App.Production,
            ExternalId = "hidden",
        });
        _services.AddRoleChain("x", chain => chain.WithRegion("eu-west-1").AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>().AddAwsClient<IAmazonDynamoDB>();
        await using ServiceProvider provider = _services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        await provider.GetRequiredKeyedService<IAmazonS3>("x").ListBucketsAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("arn:aws:sts::222222222222:assumed-role/HubRole/", world.Sts.Calls[^1].SignerArn, StringComparison.Ordinal);
        Assert.Equal(
            "The application's AWSOptions set Profile, Credentials, SessionRoleArn, ExternalId, which AWS clients of role chains do not use: "
            + "their credentials are those of the chain. Set the source in the chain, by SourceProfile or WithSource.",
            Assert.Single(_logs.GetSnapshot(), log => log.Level == LogLevel.Warning).Message);
    }

    [Fact]
    public void A_chain_s_credentials_in_them_are_no_cause_for_a_warning()
    {
        _services.AddDefaultAWSOptions(sp => new AWSOptions { Credentials = sp.GetRequiredKeyedService<AWSCredentials>("x"), Region = RegionEndpoint.EUNorth1 });
        Assert.Equal(RegionEndpoint.EUNorth1, Client().RegionEndpoint);
        Assert.Empty(_logs.GetSnapshot());
    }

    [Fact]
    public async Task With_a_chain_s_credentials_in_them_AddAWSService_makes_clients_that_sign_as_its_last_role()
    {
        await using World world = await World.OnLoopbackAsync();
        App.Point(_services, world);
        _services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
        _services.AddDefaultAWSOptions(sp => new AWSOptions
        {
            Credentials = sp.GetRequiredKeyedService<AWSCredentials>("x"),
            DefaultClientConfig = { ServiceURL = world.Sts.Endpoint.ToString(), AuthenticationRegion = "eu-north-1" },
        });
        _services.AddAWSService<IAmazonS3>();
        await using ServiceProvider provider = _services.BuildServiceProvider(App.Strict);
        await provider.GetRequiredService<IAmazonS3>().ListBucketsAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("arn:aws:sts::333333333333:assumed-role/ProductionRole/", world.Sts.Calls[^1].SignerArn, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_a_service_cannot_read_stops_the_start_and_what_it_does_not_know_does_not()
    {
        _services.AddDefaultAWSOptions(new AWSOptions
        {
            DefaultClientConfig = { ServiceSpecificSettings = { ["ForcePathStyle"] = "hidden", ["AnotherService"] = "1" } },
        });
        _services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>();
        Assert.Equal(["AWSOptions:ServiceSpecificSettings:ForcePathStyle: is neither true nor false."], App.FaultsAtStart(_services));
    }

    [Fact]
    public void Scoped_ones_are_ignored_with_a_warning_because_clients_are_singletons()
    {
        _services.AddDefaultAWSOptions(_ => new AWSOptions { DefaultClientConfig = { MaxErrorRetry = 7 } }, ServiceLifetime.Scoped);
        _services.ConfigureAllAwsClients((_, config) => config.RegionEndpoint = RegionEndpoint.EUNorth1);
        Assert.NotEqual(7, Client().MaxErrorRetry);
        Assert.Contains("are scoped", Assert.Single(_logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    private IClientConfig Client()
    {
        _services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>();
        using ServiceProvider provider = _services.BuildServiceProvider(App.Strict);
        return provider.GetRequiredKeyedService<IAmazonS3>("x").Config;
    }
}
