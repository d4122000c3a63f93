using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;
using RoleChaining.Testing;
using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

public sealed class AddRoleChainTests
{
    private const string Shared = "arn:aws:iam::444444444444:role/Shared";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_named_chain_is_a_keyed_singleton_and_nothing_else()
    {
        await using World world = World.InMemory();
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChain("production", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);

        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("production");
        Assert.Same(credentials, provider.GetRequiredKeyedService<AWSCredentials>("production"));
        Assert.Same(credentials, provider.CreateScope().ServiceProvider.GetRequiredKeyedService<ChainedAWSCredentials>("production"));
        Assert.Null(provider.GetService<AWSCredentials>());
        Assert.Null(provider.GetService<ChainedAWSCredentials>());
        Assert.Equal("333333333333", (await credentials.GetCredentialsAsync(Token)).AccountId);
    }

    [Fact]
    public async Task The_unnamed_chain_is_not_keyed()
    {
        await using World world = World.InMemory();
        IServiceCollection services = App.ServicesIn(world);
        RoleChainServicesBuilder added = services.AddRoleChain(chain => chain.AssumeRole(App.Hub));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        App.Start(provider);

        Assert.Equal("", added.Name);
        Assert.Same(services, added.Services);
        Assert.Same(provider.GetRequiredService<ChainedAWSCredentials>(), provider.GetRequiredService<AWSCredentials>());
    }

    [Fact]
    public void Every_way_to_say_a_chain_is_there_named_and_unnamed()
    {
        IConfigurationRoot configuration = App.Configuration(("Chain:Hops:0:RoleArn", App.Hub));
        IConfigurationSection section = configuration.GetSection("Chain");
        Func<IServiceCollection, RoleChainServicesBuilder>[] ways =
        [
            services => services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub)),
            services => services.AddRoleChain("x", (sp, chain) => chain.AssumeRole(sp.GetRequiredService<string>())),
            services => services.AddRoleChain("x", section),
            services => services.AddRoleChain("x", section, (sp, chain) => chain.WithRegion("eu-west-1")),
            services => services.AddRoleChain(chain => chain.AssumeRole(App.Hub)),
            services => services.AddRoleChain((sp, chain) => chain.AssumeRole(sp.GetRequiredService<string>())),
            services => services.AddRoleChain(section),
            services => services.AddRoleChain(section, (sp, chain) => chain.WithRegion("eu-west-1")),
        ];
        foreach (Func<IServiceCollection, RoleChainServicesBuilder> way in ways)
        {
            IServiceCollection services = new ServiceCollection().AddSingleton(App.Hub);
            RoleChainServicesBuilder added = way(services);
            using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
            ChainedAWSCredentials credentials = added.Name.Length > 0
                ? provider.GetRequiredKeyedService<ChainedAWSCredentials>(added.Name)
                : provider.GetRequiredService<ChainedAWSCredentials>();
            Assert.Equal(App.Hub, credentials.Chain.ToString());
        }
    }

    [Fact]
    public void Saying_a_name_again_adds_to_its_chain_and_the_same_words_twice_count_once()
    {
        IServiceCollection services = new ServiceCollection();
        IConfigurationRoot configuration = App.Configuration(("Chain:Hops:0:RoleArn", App.Hub));
        for (int i = 0; i < 2; i++)
        {
            services.AddRoleChain("x", configuration.GetSection("Chain"));
            services.AddRoleChain("x", AddProduction);
        }

        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        Assert.Equal($"{App.Hub} -> {App.Production}", provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").ToString());
        Assert.Single(provider.GetKeyedServices<ChainedAWSCredentials>("x"));
        static void AddProduction(RoleChainBuilder chain) => chain.AssumeRole(App.Production);
    }

    [Fact]
    public async Task Logger_clock_and_meters_are_those_of_the_container()
    {
        await using World world = World.InMemory();
        FakeLogCollector logs = new();
        IServiceCollection services = App.ServicesIn(world)
            .AddMetrics()
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        using MetricCollector<long> refreshes = new(provider.GetRequiredService<IMeterFactory>(), RoleChainDiagnostics.MeterName, "role_chaining.refreshes");
        using MetricCollector<double> life = new(provider.GetRequiredService<IMeterFactory>(), RoleChainDiagnostics.MeterName, "role_chaining.session.time_to_expiry");

        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        await credentials.WarmUpAsync(Token);
        life.RecordObservableInstruments();

        Assert.Equal(2, refreshes.GetMeasurementSnapshot().Count);
        Assert.Equal(3600, Assert.Single(life.GetMeasurementSnapshot()).Value);
        Assert.Contains(logs.GetSnapshot(), log => log.Category == "RoleChaining" && log.Message.StartsWith("Hop 1 assumed", StringComparison.Ordinal));
        Assert.Equal(world.Clock!.GetUtcNow() + TimeSpan.FromHours(1), credentials.Status.Final.ExpiresAt);
    }

    [Fact]
    public async Task A_session_that_nobody_reads_ends_without_alarm_and_one_that_cannot_be_refreshed_is_measured_to_its_end()
    {
        await using World world = World.InMemory();
        IServiceCollection services = App.ServicesIn(world).AddMetrics();
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        using MetricCollector<double> life = new(provider.GetRequiredService<IMeterFactory>(), RoleChainDiagnostics.MeterName, "role_chaining.session.time_to_expiry");
        ChainedAWSCredentials credentials = provider.GetRequiredKeyedService<ChainedAWSCredentials>("x");
        await credentials.WarmUpAsync(Token);
        world.Clock!.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal([1200, 1200], Measure());
        world.Clock.Advance(TimeSpan.FromMinutes(16)); // far into the advisory window, and no reader came
        Assert.Empty(Measure());

        using (world.Sts.AddFault(StsFault.Error(403, "AccessDenied", "Not any more."), call => call.RoleArn == App.Production))
        {
            await credentials.GetCredentialsAsync(Token);
            await Eventually.TrueAsync(() => credentials.Status.Final.LastFailure is not null);
            Assert.Equal([3600, 240], Measure());
            world.Clock.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal([3300, -60], Measure());
        }

        await credentials.GetCredentialsAsync(Token);
        Assert.Equal([3300, 3600], Measure());

        double[] Measure()
        {
            life.Clear();
            life.RecordObservableInstruments();
            return [.. life.GetMeasurementSnapshot().OrderBy(measured => measured.Tags["hop"]).Select(measured => measured.Value)];
        }
    }

    [Fact]
    public async Task Chains_with_the_same_source_and_options_share_the_sessions_of_equal_hops()
    {
        await using World world = World.InMemory();
        world.AddRole("arn:aws:iam::444444444444:role/Audit", App.Hub);
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChain("production", chain => chain.AssumeRole(App.Hub).AssumeRole(App.Production));
        services.AddRoleChain("audit", chain => chain.AssumeRole(App.Hub).AssumeRole("arn:aws:iam::444444444444:role/Audit"));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);

        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("production").WarmUpAsync(Token);
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("audit").WarmUpAsync(Token);
        Assert.Equal(3, world.Assumes.Count());
    }

    [Theory]
    [InlineData("nothing", 1)]
    [InlineData("source", 2)]
    [InlineData("region", 2)]
    [InlineData("refresh", 2)]
    [InlineData("retry", 2)]
    [InlineData("clock", 2)]
    [InlineData("sts", 2)]
    [InlineData("hop", 2)]
    public async Task Chains_that_differ_in_source_or_options_never_share(string difference, int calls)
    {
        await using World world = World.InMemory();
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChain("a", chain => chain.AssumeRole(App.Hub));
        services.AddRoleChain("b", chain => chain.AssumeRole(App.Hub, hop => hop.SessionName = difference == "hop" ? "other" : null));
        services.ConfigureAllRoleChains((name, chain) => _ = (name, difference) switch
        {
            ("b", "source") => chain.WithSource(world.Sts.AddUser("111111111111", "bob").Credentials),
            ("b", "region") => chain.WithRegion("eu-west-1"),
            ("b", "refresh") => chain.WithRefresh(refresh => refresh.JitterFraction = 0),
            ("b", "retry") => chain.WithRetry(retry => retry.MaxAttempts = 2),
            ("b", "clock") => chain.WithTimeProvider(TimeProvider.System),
            ("b", "sts") => chain.WithStsClientConfig(_ => { }),
            _ => chain,
        });
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("a").WarmUpAsync(Token);
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("b").WarmUpAsync(Token);
        Assert.Equal(calls, world.Assumes.Count());
    }

    [Fact]
    public async Task Two_chains_of_one_role_with_different_external_ids_are_never_crossed()
    {
        await using World world = World.InMemory();
        world.Sts.AddRole(Shared, Policy.TrustWithExternalId("111111111111", "tenant-a"));
        IServiceCollection services = App.ServicesIn(world);
        services.AddRoleChain("b", chain => chain.AssumeRole(Shared, hop => hop.ExternalId = "tenant-b"));
        services.AddRoleChain("a", chain => chain.AssumeRole(Shared, hop => hop.ExternalId = "tenant-a"));
        await using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("a").WarmUpAsync(Token);
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(
            () => provider.GetRequiredKeyedService<ChainedAWSCredentials>("b").WarmUpAsync(Token));
        Assert.Equal(RoleChainFailure.AccessDenied, denied.Failure);
        await provider.GetRequiredKeyedService<ChainedAWSCredentials>("a").WarmUpAsync(Token);
        Assert.Equal(2, world.Assumes.Count());
    }

    [Fact]
    public void A_container_without_a_host_tells_the_faults_when_the_chain_is_resolved()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain("x", chain => chain.AssumeRole("hub").AssumeRole("production"));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredKeyedService<ChainedAWSCredentials>("x"));
        Assert.Equal(2, refused.Failures.Count());
        Assert.All(ErrorList.WithoutNumbers(refused.Failures), fault => Assert.StartsWith("the role chain 'x': hop ", fault, StringComparison.Ordinal));
        Assert.Equal("x", refused.OptionsName);
    }

    [Fact]
    public void The_last_word_is_that_of_configure_all_wherever_it_is_said()
    {
        IServiceCollection services = new ServiceCollection();
        services.ConfigureAllRoleChains((name, chain) => chain.WithRegion(name == "x" ? "eu-central-1" : "us-west-2"));
        services.AddRoleChain("x", chain => chain.AssumeRole(App.Hub).WithRegion("eu-west-1"));
        services.AddRoleChain(chain => chain.AssumeRole(App.Hub));
        using ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        Assert.Equal("eu-central-1", provider.GetRequiredKeyedService<ChainedAWSCredentials>("x").Chain.Region);
        Assert.Equal("us-west-2", provider.GetRequiredService<ChainedAWSCredentials>().Chain.Region);
    }

    [Fact]
    public async Task Disposing_of_the_container_ends_its_chains()
    {
        IServiceCollection services = new ServiceCollection();
        services.AddRoleChain(chain => chain.AssumeRole(App.Hub));
        ServiceProvider provider = services.BuildServiceProvider(App.Strict);
        ChainedAWSCredentials credentials = provider.GetRequiredService<ChainedAWSCredentials>();
        await provider.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => credentials.GetCredentialsAsync(Token));
    }
}
