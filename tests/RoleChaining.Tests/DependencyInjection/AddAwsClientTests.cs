using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Chains;

namespace RoleChaining.DependencyInjection;

public sealed class AddAwsClientTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_is_a_singleton_keyed_by_the_chain_s_name_and_signs_as_its_last_role()
    {
        await using World world = World.InMemory();
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChain("hub", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>();
        services.AddRoleChain("production", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production)).AddAwsClient<IAmazonS3>();
        services.AddRoleChain(chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production, hop => hop.SessionName = "unnamed")).AddAwsClient<IAmazonS3>();
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);

        Assert.Same(provider.GetRequiredKeyedService<IAmazonS3>("hub"), provider.GetRequiredKeyedService<IAmazonS3>("hub"));
        await AssertSigns(provider.GetRequiredKeyedService<IAmazonS3>("hub"), "222222222222:assumed-role/HubRole/");
        await AssertSigns(provider.GetRequiredKeyedService<IAmazonS3>("production"), "333333333333:assumed-role/ProductionRole/");
        await AssertSigns(provider.GetRequiredService<IAmazonS3>(), "333333333333:assumed-role/ProductionRole/unnamed");

        async Task AssertSigns(IAmazonS3 client, string who)
        {
            await client.ListBucketsAsync(Token);
            Assert.Contains(who, world.Sts.Calls.Last(call => call.Service == "s3").SignerArn, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_client_is_set_up_by_all_that_was_said_of_it_in_order_and_configure_all_comes_last()
    {
        IServiceCollection services = new ServiceCollection().AddSingleton(RegionEndpoint.EUWest3);
        services.ConfigureAllAwsClients((_, config) => config.MaxErrorRetry = 5);
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub))
            .AddAwsClient<IAmazonS3>((sp, config) => config.RegionEndpoint = sp.GetRequiredService<RegionEndpoint>())
            .AddAwsClient<IAmazonS3, AmazonS3Config>((_, config) => config.ForcePathStyle = true)
            .AddAwsClient<IAmazonS3>((_, config) => config.MaxErrorRetry = 1)
            .AddAwsClient<IAmazonDynamoDB, AmazonDynamoDBConfig>((sp, config) => config.RegionEndpoint = RegionEndpoint.EUNorth1);
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        AmazonS3Config s3 = (AmazonS3Config)Assert.Single(provider.GetKeyedServices<IAmazonS3>("x")).Config;
        Assert.Equal((RegionEndpoint.EUWest3, true, 5), (s3.RegionEndpoint, s3.ForcePathStyle, s3.MaxErrorRetry));
        Assert.Equal(RegionEndpoint.EUNorth1, provider.GetRequiredKeyedService<IAmazonDynamoDB>("x").Config.RegionEndpoint);
    }

    [Fact]
    public void A_section_sets_a_client_up_and_its_credentials_are_ignored_with_a_warning()
    {
        FakeLogCollector logs = new();
        IServiceCollection services = new ServiceCollection().AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>(App.Configuration(
            ("AWS:Region", "eu-west-2"), ("AWS:SessionRoleArn", App.Production), ("AWS:Profile", "dev"), ("AWS:Timeout", "00:00:07"),
            ("AWS:MaxErrorRetry", "4"), ("AWS:RetryMode", "Adaptive"), ("AWS:UseDualstackEndpoint", "true")).GetSection("AWS"));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        IClientConfig config = provider.GetRequiredKeyedService<IAmazonS3>("x").Config;
        Assert.Equal(
            (RegionEndpoint.EUWest2, TimeSpan.FromSeconds(7), 4, RequestRetryMode.Adaptive, true),
            (config.RegionEndpoint, config.Timeout, config.MaxErrorRetry, config.RetryMode, config.UseDualstackEndpoint));
        FakeLogRecord warning = Assert.Single(logs.GetSnapshot(), log => log.Level == LogLevel.Warning);
        Assert.Equal("AWS sets Profile, SessionRoleArn, which an AWS client of a role chain does not use: its credentials are those of the chain.", warning.Message);
    }

    [Theory]
    [InlineData(null, "eu-west-1")]
    [InlineData("eu-west-2", "eu-west-2")]
    public void The_section_of_an_applications_other_AWS_clients_is_read_with_all_the_keys_that_it_may_have(string? region, string expected)
    {
        FakeLogCollector logs = new();
        IServiceCollection services = new ServiceCollection().AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>(App.Configuration(
            ("AWS:Region", region), ("AWS:AWSRegion", "eu-west-1"), ("AWS:DefaultsMode", "InRegion"), ("AWS:AWSProfileName", "dev"),
            ("AWS:AWSProfilesLocation", "files"), ("AWS:Logging:LogTo", "Console"), ("AWS:Logging:LogMetrics", "true")).GetSection("AWS"));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);
        IClientConfig config = provider.GetRequiredKeyedService<IAmazonS3>("x").Config;
        Assert.Equal((expected, DefaultConfigurationMode.InRegion), (config.RegionEndpoint.SystemName, config.DefaultConfigurationMode));
        FakeLogRecord warning = Assert.Single(logs.GetSnapshot(), log => log.Level == LogLevel.Warning);
        Assert.StartsWith("AWS sets AWSProfileName, AWSProfilesLocation, which an AWS client of a role chain does not use", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defaults_mode_that_there_is_not_stops_the_start()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>(App.Configuration(("AWS:DefaultsMode", "Fast")).GetSection("AWS"));
        Assert.StartsWith("AWS:DefaultsMode: is none of Standard, InRegion", Assert.Single(App.FaultsAtStart(services)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_sets_what_only_the_client_s_service_knows_and_times_in_the_sdk_s_milliseconds()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>(App.Configuration(
            ("AWS:Region", "eu-west-2"), ("AWS:ServiceURL", "http://localhost:9000"), ("AWS:ForcePathStyle", "true"),
            ("AWS:USEast1RegionalEndpointValue", "Legacy"), ("AWS:RequestChecksumCalculation", "WHEN_REQUIRED"), ("AWS:Timeout", "7000"),
            ("AWS:ProgressUpdateInterval", "5000000000"), ("AWS:AuthSchemePreference:0", "sigv4")).GetSection("AWS"));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        AmazonS3Config config = (AmazonS3Config)provider.GetRequiredKeyedService<IAmazonS3>("x").Config;
        Assert.Equal(("http://localhost:9000/", "eu-west-2"), (config.ServiceURL, config.AuthenticationRegion));
        Assert.Equal((true, S3UsEast1RegionalEndpointValue.Legacy), (config.ForcePathStyle, config.USEast1RegionalEndpointValue));
        Assert.Equal((RequestChecksumCalculation.WHEN_REQUIRED, TimeSpan.FromSeconds(7)), (config.RequestChecksumCalculation, config.Timeout));
        Assert.Equal((5_000_000_000, "sigv4"), (config.ProgressUpdateInterval, Assert.Single(config.AuthSchemePreference)));
    }

    [Fact]
    public void An_unknown_key_and_a_wrong_kind_of_configuration_stop_the_start()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub))
            .AddAwsClient<IAmazonS3>(App.Configuration(
                ("AWS:Region", "eu-west-2"), ("AWS:Regoin", "x"), ("AWS:ForcePathStyle", "maybe"), ("AWS:RetryMode", "1"),
                ("AWS:Timeout", "soon"), ("AWS:RequestMinCompressionSizeBytes", "-1")).GetSection("AWS"))
            .AddAwsClient<IAmazonDynamoDB>(App.Configuration(("Table:ForcePathStyle", "true")).GetSection("Table"))
            .AddAwsClient<IAmazonDynamoDB, AmazonS3Config>((_, _) => { });
        string[] starts =
        [
            "AWS:ForcePathStyle: is neither true nor false", "AWS:RetryMode: is none of Standard, Adaptive", "AWS:Timeout: is no time; write hours",
            "AWS:RequestMinCompressionSizeBytes: is a value that AmazonS3Config refuses", "AWS:Regoin: is not known here; known are Region,",
            "Table:ForcePathStyle: is not known here", "IAmazonDynamoDB is configured by a AmazonDynamoDBConfig, not by a AmazonS3Config.",
        ];
        string[] faults = App.FaultsAtStart(services);
        Assert.All(starts, start => Assert.Single(faults, fault => fault.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(starts.Length, faults.Length);
    }

    [Fact]
    public async Task A_container_s_clients_are_disposed_of_with_it()
    {
        await using World world = World.InMemory();
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChain(chain => chain.AssumeRole(App.Hub)).AddAwsClient<IAmazonS3>();
        ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        IAmazonS3 client = provider.GetRequiredService<IAmazonS3>();
        await provider.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ListBucketsAsync(Token));
    }
}
